/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A stream of bytes that shows a byte lost, or out of its place.
 */
#ifndef GUEST_STREAM_H
#define GUEST_STREAM_H

#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#define STREAM_PIECE 4096 /* at most */

struct stream {
	int fd;
	uint32_t total;
	size_t piece; /* it is written in pieces of 1 to so many bytes */
};

static inline uint8_t stream_byte(uint32_t at)
{
	return (uint8_t)(at * 31 >> 3);
}

/* A thread that writes a stream, and closes its descriptor. */
static inline void *stream_write(void *argument)
{
	const struct stream *stream = argument;
	uint8_t piece[STREAM_PIECE];
	uint32_t sent = 0;

	while (sent < stream->total) {
		size_t length = sent % stream->piece + 1;

		if (length > stream->total - sent)
			length = stream->total - sent;
		for (size_t i = 0; i < length; i++)
			piece[i] = stream_byte(sent + i);
		if (write(stream->fd, piece, length) != (ssize_t)length)
			break;
		sent += length;
	}
	close(stream->fd);
	return NULL;
}

#endif
