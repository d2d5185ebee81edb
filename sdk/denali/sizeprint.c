/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "sizeprint.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "text.h"

static const char *const by_names[] = { "component", "file", "symbol" };

static void add_visible(struct buffer *out, const char *text)
{
	text_visible(out, (const uint8_t *)text, strlen(text));
}

/* Files and symbols stand last in a line, since they may be long. */
char *size_row_name(const struct size_row *row, enum size_by by)
{
	struct buffer name = { 0 };
	char *text;

	if (by == SIZE_BY_SYMBOL)
		add_visible(&name, row->symbol);
	if (by == SIZE_BY_SYMBOL && row->file[0] != '\0')
		buffer_printf(&name, "  ");
	if (by != SIZE_BY_COMPONENT)
		add_visible(&name, row->file);
	if (name.length == 0)
		add_visible(&name, row->component);
	text = allocate_text("%.*s", (int)name.length, (const char *)name.data);
	buffer_free(&name);
	return text;
}

static void print_row(const struct size_row *row, const char *name)
{
	for (unsigned i = 0; i < SPAN_COLUMNS; i++)
		printf("%9" PRIu32 " ", row->bytes[i]);
	printf("%9" PRIu32 "  %s\n", row->total, name);
}

/* All rows from number first on, as one. */
static struct size_row add_up(const struct size_table *table, size_t first)
{
	struct size_row sum = { .total = 0 };

	for (size_t i = first; i < table->count; i++) {
		for (unsigned j = 0; j < SPAN_COLUMNS; j++)
			sum.bytes[j] += table->rows[i].bytes[j];
		sum.total += table->rows[i].total;
	}
	return sum;
}

void size_print_table(const struct size_table *table, size_t top)
{
	for (unsigned i = 0; i < SPAN_COLUMNS; i++)
		printf("%9s ", span_columns[i]);
	printf("%9s  %s\n", "total", by_names[table->by]);
	for (size_t i = 0; i < table->count && i < top; i++) {
		char *name = size_row_name(&table->rows[i], table->by);

		print_row(&table->rows[i], name);
		free(name);
	}
	if (table->count > top) {
		struct size_row rest = add_up(table, top);
		char *name = allocate_text("(%zu others)", table->count - top);

		print_row(&rest, name);
		free(name);
	}
	print_row(&table->sum, "total");
}

json_t *size_make_name(const char *name)
{
	struct buffer text = { 0 };
	json_t *string;

	text_utf8(&text, (const uint8_t *)name, strlen(name));
	string = json_stringn(text.length > 0 ? (const char *)text.data : "",
			      text.length);
	buffer_free(&text);
	return string;
}

json_t *size_make_sum(const struct size_row *row)
{
	json_t *object = json_object();

	for (unsigned i = 0; i < SPAN_COLUMNS; i++)
		json_object_set_new(object, span_columns[i],
				    json_integer(row->bytes[i]));
	json_object_set_new(object, "total", json_integer(row->total));
	return object;
}

/* Its names, as far as it has them. */
static void add_names(json_t *object, const struct size_row *row)
{
	json_object_set_new(object, "component",
			    size_make_name(row->component));
	if (row->file[0] != '\0')
		json_object_set_new(object, "file", size_make_name(row->file));
	if (row->symbol[0] != '\0')
		json_object_set_new(object, "symbol",
				    size_make_name(row->symbol));
}

json_t *size_make_rows(const struct size_table *table, size_t top)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < table->count && i < top; i++) {
		json_t *object = size_make_sum(&table->rows[i]);

		add_names(object, &table->rows[i]);
		json_array_append_new(rows, object);
	}
	return rows;
}

static void print_change(uint32_t was, uint32_t is, int64_t delta,
			 const char *name)
{
	printf("%9" PRIu32 " %9" PRIu32 " %+9" PRId64 "  %s\n", was, is, delta,
	       name);
}

static const struct size_row *row_of(const struct size_change *change)
{
	return change->is != NULL ? change->is : change->was;
}

void size_print_changes(const struct size_changes *changes, enum size_by by,
			const struct size_table *was,
			const struct size_table *is, size_t top)
{
	printf("%9s %9s %9s  %s\n", "old", "new", "delta", by_names[by]);
	for (size_t i = 0; i < changes->count && i < top; i++) {
		const struct size_change *change = &changes->all[i];
		char *name = size_row_name(row_of(change), by);

		print_change(change->was != NULL ? change->was->total : 0,
			     change->is != NULL ? change->is->total : 0,
			     change->delta, name);
		free(name);
	}
	if (changes->count > top)
		printf("%31s(%zu other changes)\n", "", changes->count - top);
	print_change(was->sum.total, is->sum.total, changes->delta, "total");
}

json_t *size_make_changes(const struct size_changes *changes, size_t top)
{
	json_t *rows = json_array();

	for (size_t i = 0; i < changes->count && i < top; i++) {
		const struct size_change *change = &changes->all[i];
		json_t *object = json_object();

		add_names(object, row_of(change));
		json_object_set_new(object, "old",
				    change->was != NULL ?
					    size_make_sum(change->was) :
					    json_null());
		json_object_set_new(object, "new",
				    change->is != NULL ?
					    size_make_sum(change->is) :
					    json_null());
		json_object_set_new(object, "delta",
				    json_integer(change->delta));
		json_array_append_new(rows, object);
	}
	return rows;
}

static const char *segment_name(const struct image *image, uint32_t i)
{
	const struct image_part *part = &image->parts[i];

	if (part->flags == 0)
		return "guard";
	if (span_is_stack(image, i))
		return "stack";
	return (part->flags & PF_X) != 0 ? "text" :
	       (part->flags & PF_W) != 0 ? "data" :
					   "rodata";
}

static const char *access_text(uint32_t flags, char text[4])
{
	snprintf(text, 4, "%c%c%c", (flags & PF_R) != 0 ? 'r' : '-',
		 (flags & PF_W) != 0 ? 'w' : '-',
		 (flags & PF_X) != 0 ? 'x' : '-');
	return text;
}

void size_print_segments(const struct image *image)
{
	char access[4];

	printf("%8s %9s %9s %6s  segment\n", "address", "file", "memory",
	       "access");
	for (uint32_t i = 0; i < image->part_count; i++) {
		const struct image_part *part = &image->parts[i];

		printf("%08" PRIx32 " %9" PRIu32 " %9" PRIu32 " %6s  %s\n",
		       part->address, part->file_size, part->memory_size,
		       access_text(part->flags, access),
		       segment_name(image, i));
	}
}

json_t *size_make_segments(const struct image *image)
{
	json_t *rows = json_array();
	char access[4];

	for (uint32_t i = 0; i < image->part_count; i++) {
		const struct image_part *part = &image->parts[i];

		json_array_append_new(
			rows, json_pack("{s:s, s:I, s:I, s:I, s:s}", "segment",
					segment_name(image, i), "address",
					(json_int_t)part->address, "file",
					(json_int_t)part->file_size, "memory",
					(json_int_t)part->memory_size, "access",
					access_text(part->flags, access)));
	}
	return rows;
}
