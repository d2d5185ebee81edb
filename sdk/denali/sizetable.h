/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sizes added up: of components, files or symbols, by kind of memory.
 */
#ifndef DENALI_CMD_SIZETABLE_H
#define DENALI_CMD_SIZETABLE_H

#include "spans.h"

enum size_by { SIZE_BY_COMPONENT, SIZE_BY_FILE, SIZE_BY_SYMBOL };

struct size_row {
	/* What it is about; empty where it adds several up. */
	char *component, *file, *symbol;
	uint32_t bytes[SPAN_COLUMNS];
	uint32_t total;
};

/* Rows, each of another name. */
struct size_table {
	enum size_by by;
	struct size_row *rows;
	size_t count, room;
	struct size_row sum; /* of all rows; no names */
};

/* Add bytes of a column to the row of these names, which are copied as far as
 * the table tells by them. */
void size_table_add(struct size_table *table, const struct span *span);

/* Join rows of one name, and sort by name. */
void size_table_join(struct size_table *table);

/* Add up all spans; joined. */
void size_table_make(struct size_table *table, const struct spans *spans,
		     enum size_by by);

/* Sort by size, the largest first. */
void size_table_sort(struct size_table *table);

void size_table_free(struct size_table *table);

/* By name, for qsort. */
int size_row_compare(const void *one, const void *other);

/* A row of two tables. */
struct size_change {
	const struct size_row *was, *is; /* null: there was, is none */
	int64_t delta;                   /* of the totals */
};

struct size_changes {
	struct size_change *all; /* what grew most first */
	size_t count;
	int64_t delta; /* of the sums */
};

/* What is not the same in two joined tables, which must outlive it. */
void size_changes_make(struct size_changes *changes,
		       const struct size_table *was,
		       const struct size_table *is);
void size_changes_free(struct size_changes *changes);

#endif
