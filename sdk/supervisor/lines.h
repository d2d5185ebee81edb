/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * From what a VM prints, which comes in pieces that end anywhere, to rows: a
 * row is a line, or LINES_ROW_MAX bytes of one that is longer, or what there is
 * of one that is not finished when it is asked for.  All rows of a VM, with a
 * newline behind those that end a line, are what it has printed, byte for byte.
 *
 * Zero-initialised is empty, and takes no memory besides.
 */
#ifndef SUPERVISOR_LINES_H
#define SUPERVISOR_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LINES_ROW_MAX 2048

struct lines {
	uint8_t *bytes; /* of a line that is not finished; null: none */
	size_t length;
};

/* Who takes rows: end says that the line ends with this one. */
struct lines_taker {
	void (*take)(void *context, const uint8_t *bytes, size_t length,
		     bool end);
	void *context;
};

/* What was printed next.  Without memory a line comes in pieces. */
void lines_feed(struct lines *lines, const uint8_t *bytes, size_t length,
		const struct lines_taker *taker);

/* Take what is not finished as it is, and give the memory back. */
void lines_finish(struct lines *lines, const struct lines_taker *taker);

/* Is there something that is not finished? */
static inline bool lines_waiting(const struct lines *lines)
{
	return lines->length > 0;
}

#endif
