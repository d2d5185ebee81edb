/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * TCP sockets that listen.  A connection becomes a socket as soon as it is
 * established, so that what it brings has a place; accept() hands it out.
 */
#include "stream.h"

#include <errno.h>

#include <ilwaco/registers.h>

#include "lwip/priv/tcp_priv.h"

#include "sockets.h"
#include "timewait.h"

/* lwIP counts in one byte, half-open connections included: some more than
 * asked for, as elsewhere. */
#define BACKLOG_MAX 255

static u8_t fit_backlog(int backlog)
{
	if (backlog < 1)
		return 1;
	if (backlog > BACKLOG_MAX * 2 / 3)
		return BACKLOG_MAX;
	return (u8_t)(backlog * 3 / 2);
}

static err_t on_accept(void *argument, struct tcp_pcb *pcb, err_t err)
{
	struct stream *listener = argument;
	struct stream *s;

	if (err != ERR_OK || pcb == NULL)
		return ERR_VAL;
	s = stream_adopt(listener, pcb);
	if (s == NULL)
		return ERR_MEM;
	tcp_backlog_delayed(pcb);
	net_timewait_trim();
	if (listener->accept_first == NULL)
		listener->accept_first = s;
	else
		listener->accept_last->accept_next = s;
	listener->accept_last = s;
	stream_update(listener);
	return ERR_OK;
}

/* The host measures how long a service takes until it listens. */
static void mark_time(void)
{
	volatile uint64_t *mark = &ilw_shared()->marks[1];

	if (*mark == 0)
		*mark = __builtin_ia32_rdtsc();
}

static int bind_to_any(struct stream *s)
{
	ip_addr_t any = { .type = socket_address_type(&s->socket) };

	return socket_errno(tcp_bind(s->pcb, &any, 0));
}

int stream_listen(struct socket *socket, int backlog)
{
	struct stream *s = stream_of(socket);
	struct tcp_pcb *listening;
	err_t err;

	if (s->state == STREAM_LISTENING) {
		tcp_backlog_set(s->pcb, fit_backlog(backlog));
		return 0;
	}
	if (s->state != STREAM_FRESH)
		return -EINVAL;
	if (s->pcb->local_port == 0) {
		int result = bind_to_any(s);

		if (result < 0)
			return result;
	}
	listening = tcp_listen_with_backlog_and_err(s->pcb,
						    fit_backlog(backlog), &err);
	if (listening == NULL)
		return socket_errno(err);
	s->pcb = listening;
	s->state = STREAM_LISTENING;
	tcp_accept(listening, on_accept);
	stream_update(s);
	mark_time();
	return 0;
}

int stream_accept(struct socket *socket, struct socket **accepted)
{
	struct stream *s = stream_of(socket);
	uint64_t deadline = socket_deadline(socket->receive_timeout);
	struct stream *first;

	if (s->state != STREAM_LISTENING)
		return -EINVAL;
	while (s->accept_first == NULL) {
		int result = socket_wait(socket, 0, deadline);

		if (result < 0)
			return result;
		if (s->state != STREAM_LISTENING)
			return -EINVAL; /* shutdown() */
	}
	first = s->accept_first;
	s->accept_first = first->accept_next;
	first->accept_next = NULL;
	if (first->pcb != NULL)
		tcp_backlog_accepted(first->pcb);
	stream_update(s);
	*accepted = &first->socket;
	return 0;
}

void stream_stop_listening(struct stream *stream)
{
	struct stream *next;

	for (struct stream *s = stream->accept_first; s != NULL; s = next) {
		next = s->accept_next;
		stream_discard(s);
	}
	stream->accept_first = NULL;
	tcp_close(stream->pcb);
	stream->pcb = NULL;
}
