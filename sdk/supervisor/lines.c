/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "lines.h"

#include <stdlib.h>
#include <string.h>

static void pass(struct lines *lines, bool end, const struct lines_taker *taker)
{
	taker->take(taker->context, lines->bytes, lines->length, end);
	lines->length = 0;
}

/* Keep the beginning of a line; what does not fit goes on its way. */
static void keep(struct lines *lines, const uint8_t *bytes, size_t length,
		 const struct lines_taker *taker)
{
	if (lines->bytes == NULL)
		lines->bytes = malloc(LINES_ROW_MAX);
	if (lines->bytes == NULL) {
		taker->take(taker->context, bytes, length, false);
		return;
	}
	memcpy(lines->bytes + lines->length, bytes, length);
	lines->length += length;
}

/* A piece of one line, at most as much as a row has room for. */
static void feed_piece(struct lines *lines, const uint8_t *bytes, size_t length,
		       bool end, const struct lines_taker *taker)
{
	if (lines->length == 0 && end) {
		taker->take(taker->context, bytes, length, true);
		return;
	}
	if (length > 0)
		keep(lines, bytes, length, taker);
	if (end || lines->length == LINES_ROW_MAX)
		pass(lines, end, taker);
}

void lines_feed(struct lines *lines, const uint8_t *bytes, size_t length,
		const struct lines_taker *taker)
{
	while (length > 0) {
		size_t room = LINES_ROW_MAX - lines->length;
		size_t most = length < room ? length : room;
		const uint8_t *newline = memchr(bytes, '\n', most);
		size_t piece = newline ? (size_t)(newline - bytes) : most;

		feed_piece(lines, bytes, piece, newline != NULL, taker);
		piece += newline != NULL;
		bytes += piece;
		length -= piece;
	}
}

void lines_finish(struct lines *lines, const struct lines_taker *taker)
{
	if (lines->length > 0)
		pass(lines, false, taker);
	free(lines->bytes);
	lines->bytes = NULL;
}
