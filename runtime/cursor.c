/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Walking through scattered memory.
 */
#include "cursor.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

ssize_t pieces_length(const struct iovec *pieces, int count)
{
	size_t sum = 0;

	for (int i = 0; i < count; i++)
		if (__builtin_add_overflow(sum, pieces[i].iov_len, &sum) ||
		    sum > INT_MAX)
			return -EINVAL;
	return (ssize_t)sum;
}

void *cursor_here(struct cursor *cursor, size_t *length)
{
	while (cursor->left > 0) {
		*length = cursor->piece->iov_len - cursor->offset;
		if (*length > 0)
			return (char *)cursor->piece->iov_base + cursor->offset;
		cursor->piece++;
		cursor->left--;
		cursor->offset = 0;
	}
	return NULL;
}

void cursor_skip(struct cursor *cursor, size_t length)
{
	while (length > 0) {
		size_t room;

		cursor_here(cursor, &room);
		room = room < length ? room : length;
		cursor_advance(cursor, room);
		length -= room;
	}
}

void cursor_fill(struct cursor *cursor, const void *data, size_t length)
{
	const char *from = data;

	while (length > 0) {
		size_t room;
		void *to = cursor_here(cursor, &room);
		size_t part = room < length ? room : length;

		memcpy(to, from, part);
		cursor_advance(cursor, part);
		from += part;
		length -= part;
	}
}

void cursor_drain(struct cursor *cursor, void *data, size_t length)
{
	char *to = data;

	while (length > 0) {
		size_t room;
		const void *from = cursor_here(cursor, &room);
		size_t part = room < length ? room : length;

		memcpy(to, from, part);
		cursor_advance(cursor, part);
		to += part;
		length -= part;
	}
}
