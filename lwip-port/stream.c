/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * TCP connections as sockets: lwIP's callbacks, and opening.  Data is in
 * transfer.c, closing in hangup.c.
 */
#include "stream.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>

#include "lwip/priv/tcp_priv.h"

#include "buffer.h"
#include "configure.h"
#include "nic.h"
#include "sockets.h"
#include "transfer.h"

/* Writable again when a fraction of the buffer is free, so that a writer is not
 * woken for each acknowledgement. */
static uint32_t writable_from(const struct stream *s)
{
	return s->send_buffer / 4;
}

static short connected_ready(const struct stream *s)
{
	bool gone = s->pcb == NULL || s->no_more_out;
	short ready = 0;

	if (s->first != NULL || s->no_more_in)
		ready |= POLLIN | POLLRDNORM;
	if (s->no_more_in)
		ready |= POLLRDHUP;
	if (gone || (stream_room(s) >= writable_from(s) &&
		     tcp_sndqueuelen(s->pcb) < TCP_SND_QUEUELEN / 2))
		ready |= POLLOUT | POLLWRNORM;
	if (s->no_more_in && gone)
		ready |= POLLHUP;
	return ready;
}

static short stream_ready(const struct stream *s)
{
	short ready = s->socket.error != 0 ? POLLERR : 0;

	switch (s->state) {
	case STREAM_LISTENING:
		return s->accept_first != NULL ? POLLIN | POLLRDNORM : 0;
	case STREAM_CONNECTING:
		return ready;
	case STREAM_CONNECTED:
		return ready | connected_ready(s);
	case STREAM_FRESH:
		return POLLOUT | POLLWRNORM | POLLHUP;
	case STREAM_FAILED:
		break;
	}
	return ready | POLLIN | POLLRDNORM | POLLOUT | POLLWRNORM | POLLHUP;
}

void stream_update(struct stream *stream)
{
	socket_update(&stream->socket, stream_ready(stream));
}

/* lwIP's callbacks. */

static void append(struct stream *s, struct pbuf *p)
{
	if (s->first == NULL)
		s->first = p;
	else
		s->last->next = p;
	s->length += p->tot_len;
	while (p->next != NULL)
		p = p->next;
	s->last = p;
}

/* After the last thing that either side has to say, lwIP ends the connection
 * without telling: nothing of ours may point to it then. */
static void on_end_of_input(struct stream *s)
{
	s->no_more_in = true;
	if (s->no_more_out)
		stream_detach(s);
	stream_update(s);
}

static err_t on_received(void *argument, struct tcp_pcb *pcb, struct pbuf *p,
			 err_t err)
{
	struct stream *s = argument;

	(void)err;
	if (p == NULL) {
		on_end_of_input(s);
		return ERR_OK;
	}
	if (s->no_more_in) {
		tcp_recved(pcb, p->tot_len);
		pbuf_free(p);
		return ERR_OK;
	}
	append(s, buffer_compact(p));
	s->socket.ready = stream_ready(s);
	socket_notify(&s->socket, POLLIN | POLLRDNORM);
	return ERR_OK;
}

static err_t on_sent(void *argument, struct tcp_pcb *pcb, u16_t length)
{
	struct stream *s = argument;

	(void)pcb;
	(void)length;
	stream_update(s);
	ilw_condition_broadcast(&s->socket.changed);
	return ERR_OK;
}

/* The PCB is freed already. */
static void on_error(void *argument, err_t err)
{
	struct stream *s = argument;
	int error = -socket_errno(err);

	s->pcb = NULL;
	if (s->state == STREAM_CONNECTING) {
		s->state = STREAM_FAILED;
		if (err == ERR_RST)
			error = ECONNREFUSED;
	}
	/* The last acknowledgement came: an end in good order. */
	if (err != ERR_CLSD)
		s->socket.error = error;
	s->no_more_in = true;
	s->no_more_out = true;
	stream_update(s);
}

static err_t on_connected(void *argument, struct tcp_pcb *pcb, err_t err)
{
	struct stream *s = argument;

	(void)pcb;
	(void)err;
	s->state = STREAM_CONNECTED;
	stream_update(s);
	return ERR_OK;
}

static void attach(struct stream *s, struct tcp_pcb *pcb)
{
	s->pcb = pcb;
	tcp_arg(pcb, s);
	tcp_recv(pcb, on_received);
	tcp_sent(pcb, on_sent);
	tcp_err(pcb, on_error);
}

void stream_detach(struct stream *stream)
{
	struct tcp_pcb *pcb = stream->pcb;

	if (pcb == NULL)
		return;
	stream->pcb = NULL;
	tcp_arg(pcb, NULL);
	tcp_recv(pcb, NULL);
	tcp_sent(pcb, NULL);
	tcp_err(pcb, NULL);
}

void stream_abandon(struct stream *stream)
{
	stream_detach(stream);
	stream->no_more_in = true;
	stream->no_more_out = true;
	stream_update(stream);
}

/* Opening. */

static const struct socket_ops stream_ops;

static struct stream *make(int domain, int flags)
{
	struct stream *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	socket_init(&s->socket, &stream_ops, domain, SOCK_STREAM, flags);
	s->socket.receive_buffer = TCP_WND;
	s->send_buffer = TCP_SND_BUF;
	s->options = (struct stream_options){
		.idle = TCP_KEEPIDLE_DEFAULT / 1000,
		.interval = TCP_KEEPINTVL_DEFAULT / 1000,
		.count = TCP_KEEPCNT_DEFAULT,
	};
	return s;
}

void stream_apply_options(struct stream *stream)
{
	const struct stream_options *options = &stream->options;
	struct tcp_pcb *pcb = stream->pcb;

	if (options->nodelay)
		tcp_nagle_disable(pcb);
	else
		tcp_nagle_enable(pcb);
	pcb->keep_idle = options->idle * UINT32_C(1000);
	pcb->keep_intvl = options->interval * UINT32_C(1000);
	pcb->keep_cnt = options->count;
}

struct socket *stream_create(int domain, int flags)
{
	struct stream *s = make(domain, flags);

	if (s == NULL)
		return NULL;
	s->pcb = tcp_new_ip_type(socket_address_type(&s->socket));
	if (s->pcb == NULL) {
		free(s);
		return NULL;
	}
	attach(s, s->pcb);
	stream_update(s);
	return &s->socket;
}

struct stream *stream_adopt(const struct stream *listener, struct tcp_pcb *pcb)
{
	struct stream *s = make(listener->socket.domain, 0);

	if (s == NULL)
		return NULL;
	s->socket.linger = listener->socket.linger;
	s->socket.receive_timeout = listener->socket.receive_timeout;
	s->socket.send_timeout = listener->socket.send_timeout;
	s->send_buffer = listener->send_buffer;
	s->options = listener->options;
	attach(s, pcb);
	stream_apply_options(s);
	s->state = STREAM_CONNECTED;
	stream_update(s);
	return s;
}

static int stream_bind(struct socket *socket, const struct endpoint *local)
{
	struct stream *s = stream_of(socket);

	if (s->state != STREAM_FRESH || s->pcb->local_port != 0)
		return -EINVAL;
	if (!socket_is_own_address(&local->address))
		return -EADDRNOTAVAIL;
	return socket_errno(
		tcp_bind(s->pcb, socket_bind_address(socket, &local->address),
			 local->port));
}

int stream_renew(struct stream *s)
{
	struct tcp_pcb *pcb = tcp_new_ip_type(socket_address_type(&s->socket));

	if (pcb == NULL)
		return -ENOBUFS;
	attach(s, pcb);
	stream_apply_options(s);
	s->state = STREAM_FRESH;
	s->no_more_in = false;
	s->no_more_out = false;
	s->socket.error = 0;
	return 0;
}

static int begin_to_connect(struct stream *s, const struct endpoint *peer)
{
	err_t err;

	if (IP_IS_V6_VAL(peer->address) &&
	    ip6_addr_islinklocal(ip_2_ip6(&peer->address)))
		tcp_bind_netif(s->pcb, &net_nic);
	err = tcp_connect(s->pcb, &peer->address, peer->port, on_connected);
	if (err == ERR_RTE && !file_is_nonblocking(&s->socket.file)) {
		net_await_address();
		err = tcp_connect(s->pcb, &peer->address, peer->port,
				  on_connected);
	}
	if (err != ERR_OK)
		return socket_errno(err);
	s->state = STREAM_CONNECTING;
	stream_update(s);
	return 0;
}

static int stream_connect(struct socket *socket, const struct endpoint *peer)
{
	struct stream *s = stream_of(socket);
	uint64_t deadline = socket_deadline(socket->send_timeout);
	int result = 0;

	if (peer == NULL)
		return -EAFNOSUPPORT;
	if (s->state == STREAM_CONNECTED || s->state == STREAM_LISTENING)
		return -EISCONN;
	if (s->state == STREAM_CONNECTING && file_is_nonblocking(&socket->file))
		return -EALREADY;
	if (s->state == STREAM_FAILED)
		result = stream_renew(s);
	if (result == 0 && s->state != STREAM_CONNECTING)
		result = begin_to_connect(s, peer);
	while (result == 0 && s->state == STREAM_CONNECTING)
		result = socket_wait(socket, 0, deadline);
	if (result == 0)
		return socket_take_error(socket);
	return result == -EAGAIN ? -EINPROGRESS : result;
}

/* Names and options. */

static int stream_local(struct socket *socket, struct endpoint *local)
{
	const struct stream *s = stream_of(socket);

	if (s->pcb == NULL)
		return -EINVAL;
	ip_addr_copy(local->address, s->pcb->local_ip);
	local->port = s->pcb->local_port;
	return 0;
}

static int stream_peer(struct socket *socket, struct endpoint *peer)
{
	const struct stream *s = stream_of(socket);

	if (s->state != STREAM_CONNECTED || s->pcb == NULL)
		return -ENOTCONN;
	ip_addr_copy(peer->address, s->pcb->remote_ip);
	peer->port = s->pcb->remote_port;
	return 0;
}

static struct ip_pcb *stream_pcb(struct socket *socket)
{
	return (struct ip_pcb *)(void *)stream_of(socket)->pcb;
}

static size_t stream_pending(struct socket *socket)
{
	return stream_of(socket)->length;
}

static const struct socket_ops stream_ops = {
	.bind = stream_bind,
	.connect = stream_connect,
	.listen = stream_listen,
	.accept = stream_accept,
	.send = stream_send,
	.receive = stream_receive,
	.shutdown = stream_shutdown,
	.local = stream_local,
	.peer = stream_peer,
	.pcb = stream_pcb,
	.pending = stream_pending,
	.close = stream_close,
};
