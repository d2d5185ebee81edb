/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sizes for people, on standard output, and as JSON.
 *
 * Names come from files that may be anybody's: they are made fit for a
 * terminal, and for JSON.
 */
#ifndef DENALI_CMD_SIZEPRINT_H
#define DENALI_CMD_SIZEPRINT_H

#include <jansson.h>

#include "image.h"
#include "sizetable.h"

/* At most top rows of a table, which is sorted; the others in one. */
void size_print_table(const struct size_table *table, size_t top);
json_t *size_make_rows(const struct size_table *table, size_t top);

/* The same for changes; by tells what their rows are. */
void size_print_changes(const struct size_changes *changes, enum size_by by,
			const struct size_table *was,
			const struct size_table *is, size_t top);
json_t *size_make_changes(const struct size_changes *changes, size_t top);

/* The image's segments. */
void size_print_segments(const struct image *image);
json_t *size_make_segments(const struct image *image);

/* A table's sum. */
json_t *size_make_sum(const struct size_row *row);

/* A name that may be no UTF-8. */
json_t *size_make_name(const char *name);

/* The column of names: a row's name in a table by that, for a terminal;
 * allocated. */
char *size_row_name(const struct size_row *row, enum size_by by);

#endif
