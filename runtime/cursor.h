/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Walking through scattered memory.
 */
#ifndef RUNTIME_CURSOR_H
#define RUNTIME_CURSOR_H

#include <stddef.h>
#include <sys/uio.h>

/* Bytes in all pieces; more than fit in ssize_t: -EINVAL. */
ssize_t pieces_length(const struct iovec *pieces, int count);

/* A place in scattered memory. */
struct cursor {
	const struct iovec *piece;
	int left;      /* pieces, this one included */
	size_t offset; /* in this one */
};

static inline struct cursor cursor_begin(const struct iovec *pieces, int count)
{
	return (struct cursor){ pieces, count, 0 };
}

/* The rest of the piece at hand, of *length bytes; empty ones are skipped.
 * NULL: the end. */
void *cursor_here(struct cursor *cursor, size_t *length);

/* Goes on, within the piece at hand. */
static inline void cursor_advance(struct cursor *cursor, size_t length)
{
	cursor->offset += length;
}

/* Goes on, however far.  Not beyond the end. */
void cursor_skip(struct cursor *cursor, size_t length);

/* Copies data to there, and goes on.  Not beyond the end. */
void cursor_fill(struct cursor *cursor, const void *data, size_t length);

/* Copies data from there, and goes on.  Not beyond the end. */
void cursor_drain(struct cursor *cursor, void *data, size_t length);

#endif
