/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * How large an image may be, and what grew if it is larger.  A budget is a
 * file in TOML:
 *
 *   schema = 1
 *   [total]
 *   file = "128K"          # or text, rodata, data, bss, total
 *   [component.lwip]
 *   text = "60K"           # any of these but file
 */
#ifndef DENALI_CMD_SIZEBUDGET_H
#define DENALI_CMD_SIZEBUDGET_H

#include <jansson.h>

#include "image.h"
#include "sizeoptions.h"
#include "spans.h"

#define STATUS_EXCEEDED 1

/* Hold the image against the budget of the options, tell what exceeds it and
 * put that into the document; with --update, record its sizes.  Returns 0,
 * STATUS_EXCEEDED, or STATUS_ERROR, the error printed. */
int size_budget(const struct size_options *options, const struct image *image,
		const struct spans *spans, json_t *document);

/* What a limit is about: a column, or one of these. */
enum { LIMIT_TOTAL = SPAN_COLUMNS, LIMIT_FILE, LIMIT_KINDS };

struct size_limit {
	char *component; /* null: of the whole image */
	unsigned kind;   /* a column, or LIMIT_TOTAL or LIMIT_FILE */
	uint64_t bytes;
	unsigned line; /* of the budget's file */
};

struct size_limits {
	struct size_limit *all;
	size_t count, room;
};

/* The words of a budget's file for the kinds. */
const char *size_limit_name(unsigned kind);

/* Read a budget's file.  As options_read.  Free the limits in both cases. */
int size_limits_read(const char *path, struct size_limits *limits);
void size_limits_free(struct size_limits *limits);

#endif
