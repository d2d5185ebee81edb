/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * TCP sockets.  stream.c: connections; listen.c: what accepts them.
 */
#ifndef LWIP_PORT_STREAM_H
#define LWIP_PORT_STREAM_H

#include "lwip/tcp.h"

#include "socket.h"

enum stream_state {
	STREAM_FRESH, /* neither listens nor connects */
	STREAM_LISTENING,
	STREAM_CONNECTING,
	STREAM_CONNECTED, /* or was, whatever became of it */
	STREAM_FAILED,    /* could not connect */
};

/* SO_SNDBUF is between this and lwIP's own bound. */
#define STREAM_SEND_MIN 4096

struct stream_options {
	uint16_t idle, interval; /* of keep-alive: seconds */
	uint8_t count;
	bool nodelay;
};

struct stream {
	struct socket socket;
	/* lwIP's side, which may vanish in any callback; NULL: it is gone, or
	 * goes its way without us since both directions are closed. */
	struct tcp_pcb *pcb;
	enum stream_state state;
	bool no_more_in;  /* the peer has closed, or SHUT_RD */
	bool no_more_out; /* SHUT_WR */
	bool corked;      /* TCP_CORK */
	struct stream_options options;
	uint32_t send_buffer; /* bytes that may be under way */

	/* What has come and has not been read: pbufs linked by next, the first
	 * one from offset on. */
	struct pbuf *first, *last;
	uint16_t offset;
	size_t length;

	/* Of a listening socket: connections not accepted yet. */
	struct stream *accept_first, *accept_last;
	/* Of one of these: the next. */
	struct stream *accept_next;
};

static inline struct stream *stream_of(struct socket *socket)
{
	return (struct stream *)(void *)socket;
}

/* A socket for a connection that lwIP has made, by one that listens.  NULL: no
 * memory. */
struct stream *stream_adopt(const struct stream *listener, struct tcp_pcb *pcb);

/* A new PCB for one that is gone: as if nothing had happened.  -ENOBUFS. */
int stream_renew(struct stream *stream);

/* Gives the connection's PCB the socket's options. */
void stream_apply_options(struct stream *stream);

/* Bytes that may be written now. */
static inline uint32_t stream_room(const struct stream *stream)
{
	uint32_t room = tcp_sndbuf(stream->pcb);
	uint32_t kept_back = TCP_SND_BUF - stream->send_buffer;

	return room > kept_back ? room - kept_back : 0;
}

/* Tells lwIP that nobody listens to this connection any more. */
void stream_detach(struct stream *stream);

/* The same; whoever uses the socket finds the connection at its end. */
void stream_abandon(struct stream *stream);

/* Brings what is possible up to date. */
void stream_update(struct stream *stream);

/* Operations that end it (hangup.c). */
int stream_shutdown(struct socket *socket, int how);
int stream_close(struct socket *socket);

/* Ends a connection that was never accepted. */
void stream_discard(struct stream *stream);

/* Operations of listening sockets (listen.c). */
int stream_listen(struct socket *socket, int backlog);
int stream_accept(struct socket *socket, struct socket **accepted);
void stream_stop_listening(struct stream *stream);

#endif
