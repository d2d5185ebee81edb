/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A JSON document as lines of a name and a text: {"a": {"b": [1, 2]}} is
 * "a.b" and "1, 2".  Objects in an array go by what names them (name, path,
 * target, segment), or by their number.
 */
#ifndef DENALI_CMD_FLAT_H
#define DENALI_CMD_FLAT_H

#include <jansson.h>
#include <stddef.h>

struct flat_line {
	char *name, *text; /* fit for a terminal */
};

struct flat {
	struct flat_line *lines; /* in the order of the document */
	size_t count;
};

void flat_make(struct flat *flat, json_t *document);
void flat_free(struct flat *flat);

/* By name, then as they were. */
void flat_sort(struct flat *flat);

#endif
