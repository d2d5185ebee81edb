/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Data of TCP connections.  What comes in stays in the buffers that the NIC
 * filled until it is read; what goes out is copied once, into segments.
 */
#include "transfer.h"

#include <errno.h>
#include <string.h>

#include "lwip/priv/tcp_priv.h"

#include "cursor.h"
#include "sockets.h"
#include "stream.h"

/* Reading. */

/* Takes the first pbuf off the queue and frees it.  In the queue, next links
 * pbufs of unrelated chains, so that tot_len means nothing there. */
static void free_first(struct stream *s)
{
	struct pbuf *p = s->first;

	s->first = p->next;
	s->offset = 0;
	p->next = NULL;
	p->tot_len = p->len;
	pbuf_free(p);
}

static void skip(struct stream *s, size_t length)
{
	s->length -= length;
	while (length > 0) {
		size_t here = (size_t)s->first->len - s->offset;

		if (length < here) {
			s->offset = (uint16_t)(s->offset + length);
			return;
		}
		length -= here;
		free_first(s);
	}
}

/* Fills what the queue can fill, without taking it off. */
static size_t peek(const struct stream *s, struct cursor cursor, size_t room)
{
	uint16_t offset = s->offset;
	size_t sum = 0;

	for (const struct pbuf *p = s->first; p != NULL && sum < room;
	     p = p->next) {
		size_t here = (size_t)p->len - offset;

		if (here > room - sum)
			here = room - sum;
		cursor_fill(&cursor, (const char *)p->payload + offset, here);
		sum += here;
		offset = 0;
	}
	return sum;
}

/* Opens the receive window by what was read. */
static void confirm(struct stream *s, size_t length)
{
	while (length > 0 && s->pcb != NULL) {
		u16_t part = (u16_t)LWIP_MIN(length, 0xffff);

		tcp_recved(s->pcb, part);
		length -= part;
	}
}

void stream_drop_input(struct stream *stream)
{
	skip(stream, stream->length);
}

void stream_skip_input(struct stream *stream)
{
	size_t length = stream->length;

	skip(stream, length);
	confirm(stream, length);
}

/* Waits for something to read.  1: there is; 0: the end; or an error. */
static int await_input(struct stream *s, int flags, uint64_t deadline)
{
	while (s->first == NULL) {
		int result;

		if (s->state == STREAM_FRESH || s->state == STREAM_LISTENING)
			return -ENOTCONN;
		if (s->socket.error != 0)
			return socket_take_error(&s->socket);
		if (s->no_more_in || s->state == STREAM_FAILED)
			return 0;
		result = socket_wait(&s->socket, flags, deadline);
		if (result < 0)
			return result;
	}
	return 1;
}

ssize_t stream_receive(struct socket *socket, struct message *message)
{
	struct stream *s = stream_of(socket);
	uint64_t deadline = socket_deadline(socket->receive_timeout);
	struct cursor cursor = cursor_begin(message->pieces, message->count);
	ssize_t wanted = pieces_length(message->pieces, message->count);
	ssize_t sum = 0;

	if (wanted <= 0)
		return wanted;
	do {
		int result = await_input(s, message->flags, deadline);
		size_t length;

		if (result <= 0)
			return sum > 0 ? sum : result;
		length = peek(s, cursor, (size_t)(wanted - sum));
		sum += (ssize_t)length;
		if ((message->flags & MSG_PEEK) != 0)
			break;
		cursor_skip(&cursor, length);
		skip(s, length);
		stream_update(s);
		confirm(s, length);
	} while ((message->flags & MSG_WAITALL) != 0 && sum < wanted);
	return sum;
}

/* Writing. */

/* 0: one may write now.  What lwIP has no memory for it can take later, but
 * only if something is under way whose end will tell. */
static int await_room(struct stream *s, int flags, bool no_memory,
		      uint64_t deadline)
{
	for (;;) {
		int result;

		if (s->socket.error != 0)
			return socket_take_error(&s->socket);
		if (s->state != STREAM_CONNECTED &&
		    s->state != STREAM_CONNECTING)
			return -ENOTCONN;
		if (s->pcb == NULL || s->no_more_out)
			return -EPIPE;
		if (s->state == STREAM_CONNECTED && !no_memory &&
		    stream_room(s) > 0 &&
		    tcp_sndqueuelen(s->pcb) < TCP_SND_QUEUELEN)
			return 0;
		if (no_memory && tcp_sndqueuelen(s->pcb) == 0)
			return -ENOBUFS;
		no_memory = false;
		stream_update(s);
		result = socket_wait(&s->socket, flags, deadline);
		if (result < 0)
			return result;
	}
}

/* Gives lwIP as much of the piece as it takes.  -ENOBUFS: it takes nothing. */
static ssize_t write_piece(struct stream *s, const void *data, size_t length,
			   bool more)
{
	u16_t part = (u16_t)LWIP_MIN(length, LWIP_MIN(stream_room(s), 0xffff));
	u8_t flags = TCP_WRITE_FLAG_COPY;

	if (more || part < length)
		flags |= TCP_WRITE_FLAG_MORE;
	while (part > 0 && tcp_write(s->pcb, data, part, flags) != ERR_OK)
		part /= 2;
	return part > 0 ? part : -ENOBUFS;
}

/* Writes until nothing is left (the sum), or until lwIP takes no more. */
static size_t write_some(struct stream *s, struct cursor *cursor, size_t left,
			 bool more, bool *no_memory)
{
	size_t sum = 0;

	*no_memory = false;
	while (sum < left && stream_room(s) > 0) {
		size_t here;
		const void *data = cursor_here(cursor, &here);
		ssize_t part = write_piece(s, data, here,
					   more || sum + here < left);

		if (part < 0) {
			*no_memory = true;
			break;
		}
		cursor_advance(cursor, (size_t)part);
		sum += (size_t)part;
	}
	return sum;
}

static bool has_full_segment(const struct tcp_pcb *pcb)
{
	return pcb->unsent != NULL &&
	       (pcb->unsent->next != NULL || pcb->unsent->len >= pcb->mss);
}

ssize_t stream_send(struct socket *socket, const struct message *message)
{
	struct stream *s = stream_of(socket);
	uint64_t deadline = socket_deadline(socket->send_timeout);
	struct cursor cursor = cursor_begin(message->pieces, message->count);
	bool more = s->corked || (message->flags & MSG_MORE) != 0;
	ssize_t wanted = pieces_length(message->pieces, message->count);
	bool no_memory = false;
	ssize_t sum = 0;

	if (wanted < 0)
		return wanted;
	do {
		int result = await_room(s, message->flags, no_memory, deadline);

		if (result < 0)
			return sum > 0 ? sum : result;
		sum += (ssize_t)write_some(s, &cursor, (size_t)(wanted - sum),
					   more, &no_memory);
		if (!more || sum < wanted || has_full_segment(s->pcb))
			tcp_output(s->pcb);
	} while (sum < wanted);
	stream_update(s);
	return sum;
}
