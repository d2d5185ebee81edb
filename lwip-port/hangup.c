/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * How TCP connections end from our side.
 */
#include "stream.h"

#include <errno.h>
#include <stdlib.h>

#include <ilwaco/clock.h>

#include "lwip/priv/tcp_priv.h"

#include "stack.h"
#include "transfer.h"

/* Whoever waits in accept() finds that it is over. */
static int shut_listening(struct stream *s)
{
	int result;

	stream_stop_listening(s);
	s->state = STREAM_FAILED;
	result = stream_renew(s);
	stream_update(s);
	ilw_condition_broadcast(&s->socket.changed);
	return result;
}

int stream_shutdown(struct socket *socket, int how)
{
	struct stream *s = stream_of(socket);
	err_t err = ERR_OK;

	if (s->state == STREAM_LISTENING)
		return how == SHUT_WR ? 0 : shut_listening(s);
	if (s->state != STREAM_CONNECTED || s->pcb == NULL)
		return -ENOTCONN;
	if (how != SHUT_WR) {
		s->no_more_in = true;
		stream_skip_input(s);
	}
	if (how != SHUT_RD && !s->no_more_out) {
		err = tcp_shutdown(s->pcb, 0, 1);
		s->no_more_out = err == ERR_OK;
	}
	stream_update(s);
	return socket_errno(err);
}

/* Waits until all that was sent has been acknowledged. */
static int linger(struct stream *s)
{
	uint64_t deadline = ilw_clock_after(
		(uint64_t)s->socket.linger.l_linger * ILW_SECOND);

	tcp_shutdown(s->pcb, 0, 1);
	while (s->pcb != NULL &&
	       (s->pcb->unsent != NULL || s->pcb->unacked != NULL))
		if (file_is_nonblocking(&s->socket.file) ||
		    !net_wait(&s->socket.changed, deadline))
			return -EAGAIN;
	return 0;
}

/* Closing with data unread resets the connection, as elsewhere: the peer must
 * not believe that it was taken.  lwIP sees it by the receive window. */
static void let_go(struct stream *s)
{
	struct tcp_pcb *pcb = s->pcb;

	if (pcb == NULL)
		return;
	stream_detach(s);
	if (s->socket.linger.l_onoff && s->socket.linger.l_linger == 0 &&
	    s->state == STREAM_CONNECTED)
		tcp_abort(pcb);
	else if (tcp_close(pcb) != ERR_OK)
		tcp_abort(pcb);
}

static void destroy(struct stream *s)
{
	stream_drop_input(s);
	free(s);
}

int stream_close(struct socket *socket)
{
	struct stream *s = stream_of(socket);
	int result = 0;

	if (s->state == STREAM_LISTENING) {
		stream_stop_listening(s);
	} else {
		if (s->pcb != NULL && s->state == STREAM_CONNECTED &&
		    socket->linger.l_onoff && socket->linger.l_linger > 0)
			result = linger(s);
		let_go(s);
	}
	destroy(s);
	return result;
}

void stream_discard(struct stream *stream)
{
	struct tcp_pcb *pcb = stream->pcb;

	if (pcb != NULL) {
		stream_detach(stream);
		tcp_abort(pcb);
	}
	destroy(stream);
}
