/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "sizetable.h"

#include <stdlib.h>
#include <string.h>

#include "buffer.h"

static void free_names(struct size_row *row)
{
	free(row->component);
	free(row->file);
	free(row->symbol);
}

static void add_bytes(struct size_row *to, const struct size_row *from)
{
	for (unsigned i = 0; i < SPAN_COLUMNS; i++)
		to->bytes[i] += from->bytes[i];
	to->total += from->total;
}

void size_table_add(struct size_table *table, const struct span *span)
{
	bool file = table->by != SIZE_BY_COMPONENT;
	bool symbol = table->by == SIZE_BY_SYMBOL;
	struct size_row row = { .total = span->size };

	table->rows = make_room(table->rows, table->count, &table->room,
				sizeof *table->rows);
	row.bytes[span->column] = span->size;
	add_bytes(&table->sum, &row);
	row.component = allocate_text("%s", span->component);
	row.file = allocate_text("%s", file ? span->file : "");
	row.symbol = allocate_text("%s", symbol ? span->symbol : "");
	table->rows[table->count++] = row;
}

int size_row_compare(const void *one, const void *other)
{
	const struct size_row *a = one, *b = other;
	int order = strcmp(a->component, b->component);

	if (order == 0)
		order = strcmp(a->file, b->file);
	return order != 0 ? order : strcmp(a->symbol, b->symbol);
}

void size_table_join(struct size_table *table)
{
	size_t kept = 0;

	if (table->count == 0)
		return;
	qsort(table->rows, table->count, sizeof table->rows[0],
	      size_row_compare);
	for (size_t i = 1; i < table->count; i++) {
		struct size_row *row = &table->rows[i];

		if (size_row_compare(row, &table->rows[kept]) == 0) {
			add_bytes(&table->rows[kept], row);
			free_names(row);
		} else {
			table->rows[++kept] = *row;
		}
	}
	table->count = kept + 1;
}

void size_table_make(struct size_table *table, const struct spans *spans,
		     enum size_by by)
{
	*table = (struct size_table){ .by = by };
	for (size_t i = 0; i < spans->count; i++)
		size_table_add(table, &spans->all[i]);
	size_table_join(table);
}

static int compare_sizes(const void *one, const void *other)
{
	const struct size_row *a = one, *b = other;

	if (a->total != b->total)
		return a->total > b->total ? -1 : 1;
	return size_row_compare(a, b);
}

void size_table_sort(struct size_table *table)
{
	if (table->count > 0)
		qsort(table->rows, table->count, sizeof table->rows[0],
		      compare_sizes);
}

void size_table_free(struct size_table *table)
{
	for (size_t i = 0; i < table->count; i++)
		free_names(&table->rows[i]);
	free(table->rows);
	*table = (struct size_table){ .count = 0 };
}

static void add_change(struct size_changes *changes, const struct size_row *was,
		       const struct size_row *is)
{
	struct size_change change = { .was = was, .is = is };

	if (was != NULL && is != NULL &&
	    memcmp(was->bytes, is->bytes, sizeof was->bytes) == 0)
		return;
	change.delta = (int64_t)(is != NULL ? is->total : 0) -
		       (int64_t)(was != NULL ? was->total : 0);
	changes->delta += change.delta;
	changes->all[changes->count++] = change;
}

static const struct size_row *row_of(const struct size_change *change)
{
	return change->is != NULL ? change->is : change->was;
}

static int compare_changes(const void *one, const void *other)
{
	const struct size_change *a = one, *b = other;

	if (a->delta != b->delta)
		return a->delta > b->delta ? -1 : 1;
	return size_row_compare(row_of(a), row_of(b));
}

void size_changes_make(struct size_changes *changes,
		       const struct size_table *was,
		       const struct size_table *is)
{
	size_t i = 0, j = 0;

	*changes = (struct size_changes){ .count = 0 };
	changes->all = allocate(was->count + is->count, sizeof changes->all[0]);
	while (i < was->count || j < is->count) {
		const struct size_row *old = &was->rows[i], *new = &is->rows[j];
		int order = i == was->count ? 1 :
			    j == is->count  ? -1 :
					      size_row_compare(old, new);

		add_change(changes, order <= 0 ? old : NULL,
			   order >= 0 ? new : NULL);
		i += order <= 0;
		j += order >= 0;
	}
	if (changes->count > 0)
		qsort(changes->all, changes->count, sizeof changes->all[0],
		      compare_changes);
}

void size_changes_free(struct size_changes *changes)
{
	free(changes->all);
	*changes = (struct size_changes){ .count = 0 };
}
