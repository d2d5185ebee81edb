/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Lists that a host has sent, printed on standard output: as a table for
 * people, as JSON with all that has come, or quiet, a name a line.
 *
 * Text that comes from a host reaches no terminal as it is: what could control
 * it is shown as \xHH.
 */
#ifndef DENALI_CMD_LISTING_H
#define DENALI_CMD_LISTING_H

#include <jansson.h>

#include "buffer.h"
#include "options.h"

enum column_kind {
	COLUMN_TEXT,
	COLUMN_NUMBER, /* to the right, as the next ones */
	COLUMN_SIZE,   /* bytes, as 16M where that is exact, else 12.3M */
	COLUMN_AGE,    /* of a time: "3 min", "2 d" */
	COLUMN_TIME,   /* the time, to the second */
	COLUMN_LIST,   /* texts, by commas */
	COLUMN_OWN,    /* write() makes it of the whole row */
};

struct column {
	const char *title;
	const char *key; /* of the row's member; "a.b" for one within */
	enum column_kind kind;
	void (*write)(struct buffer *out, const json_t *row);
};

/* The rows, an array of objects; columns end with a null title; the first is
 * what quiet prints.  Other values than objects are left out. */
void listing_print(const json_t *rows, const struct column columns[],
		   enum output_kind output);

/* One value as the column has it. */
void listing_cell(struct buffer *out, const struct column *column,
		  const json_t *row);

/* JSON alone, in whose text nothing can control a terminal. */
void listing_json(const json_t *value);

/* A time of the API's as seconds since 1970; -1: it is none. */
int64_t listing_time(const char *text);

/* Bytes for people: "16M", "12.3M". */
void listing_size(struct buffer *out, int64_t bytes);

#endif
