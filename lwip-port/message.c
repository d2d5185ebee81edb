/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sending, receiving, scattered memory.
 */
#include "message.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "stack.h"

ssize_t message_send(struct socket *socket, const struct message *message)
{
	ssize_t result;

	net_enter();
	result = socket->ops->send(socket, message);
	net_leave();
	return result;
}

ssize_t message_receive(struct socket *socket, struct message *message)
{
	ssize_t result;

	net_enter();
	result = socket->ops->receive(socket, message);
	net_leave();
	return result;
}

ssize_t message_length(const struct message *message)
{
	size_t sum = 0;

	for (int i = 0; i < message->count; i++)
		if (__builtin_add_overflow(sum, message->pieces[i].iov_len,
					   &sum) ||
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
