/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sending and receiving, as every call of the kind does it; and walking
 * through scattered memory.
 */
#ifndef LWIP_PORT_MESSAGE_H
#define LWIP_PORT_MESSAGE_H

#include <stddef.h>
#include <sys/uio.h>

#include "socket.h"

struct pbuf;

/* Without the core lock, which they take. */
ssize_t message_send(struct socket *socket, const struct message *message);
ssize_t message_receive(struct socket *socket, struct message *message);

/* Bytes in all pieces; more than fit in ssize_t: -EINVAL. */
ssize_t message_length(const struct message *message);

/* A place in scattered memory. */
struct cursor {
	const struct iovec *piece;
	int left;      /* pieces, this one included */
	size_t offset; /* in this one */
};

static inline struct cursor cursor_begin(const struct message *message)
{
	return (struct cursor){ message->pieces, message->count, 0 };
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

#endif
