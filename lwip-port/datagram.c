/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * UDP sockets.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "lwip/udp.h"

#include "buffer.h"
#include "configure.h"
#include "cursor.h"
#include "interface.h"
#include "nic.h"
#include "socket.h"
#include "sockets.h"

/* What comes beyond SO_RCVBUF is dropped.  A small datagram counts as this. */
#define QUEUE_COST 512

struct arrival {
	struct arrival *next;
	struct pbuf *p;
	struct endpoint from;
	ip_addr_t to;
	uint8_t interface;
};

struct datagram {
	struct socket socket;
	struct udp_pcb *pcb;
	struct arrival *first, **last;
	size_t bytes;
	unsigned int count;
	bool connected;
	bool no_more_in, no_more_out; /* shutdown() */
};

static struct datagram *datagram_of(struct socket *socket)
{
	return (struct datagram *)(void *)socket;
}

static short datagram_ready(const struct datagram *d)
{
	short ready = POLLOUT | POLLWRNORM;

	if (d->first != NULL || d->no_more_in)
		ready |= POLLIN | POLLRDNORM;
	if (d->no_more_in)
		ready |= POLLRDHUP;
	if (d->no_more_in && d->no_more_out)
		ready |= POLLHUP;
	return ready;
}

static void datagram_update(struct datagram *d)
{
	socket_update(&d->socket, datagram_ready(d));
}

/* An empty queue takes anything. */
static bool is_full(const struct datagram *d, u16_t length)
{
	uint32_t limit = d->socket.receive_buffer;

	return d->count > 0 &&
	       (d->bytes + length > limit || d->count >= limit / QUEUE_COST);
}

static void on_arrival(void *argument, struct udp_pcb *pcb, struct pbuf *p,
		       const ip_addr_t *address, u16_t port)
{
	struct datagram *d = argument;
	struct arrival *arrival;

	(void)pcb;
	if (d->no_more_in || is_full(d, p->tot_len) ||
	    (arrival = malloc(sizeof(*arrival))) == NULL) {
		pbuf_free(p);
		return;
	}
	arrival->next = NULL;
	arrival->p = buffer_compact(p);
	ip_addr_copy(arrival->to, *ip_current_dest_addr());
	arrival->interface = ip_current_input_netif() == &net_nic ?
				     INTERFACE_NIC :
				     INTERFACE_LOOPBACK;
	ip_addr_copy(arrival->from.address, *address);
	arrival->from.port = port;
	*d->last = arrival;
	d->last = &arrival->next;
	d->bytes += arrival->p->tot_len;
	d->count++;
	d->socket.ready = datagram_ready(d);
	socket_notify(&d->socket, POLLIN | POLLRDNORM);
}

static void drop_first(struct datagram *d)
{
	struct arrival *arrival = d->first;

	d->first = arrival->next;
	if (d->first == NULL)
		d->last = &d->first;
	d->bytes -= arrival->p->tot_len;
	d->count--;
	pbuf_free(arrival->p);
	free(arrival);
}

static int datagram_bind(struct socket *socket, const struct endpoint *local)
{
	struct datagram *d = datagram_of(socket);

	if (d->pcb->local_port != 0)
		return -EINVAL;
	if (!socket_is_own_address(&local->address))
		return -EADDRNOTAVAIL;
	return socket_errno(
		udp_bind(d->pcb, socket_bind_address(socket, &local->address),
			 local->port));
}

static int datagram_connect(struct socket *socket, const struct endpoint *peer)
{
	struct datagram *d = datagram_of(socket);
	err_t err;

	if (peer == NULL) {
		udp_disconnect(d->pcb);
		d->connected = false;
		return 0;
	}
	err = udp_connect(d->pcb, &peer->address, peer->port);
	d->connected = err == ERR_OK;
	return socket_errno(err);
}

static struct pbuf *gather(const struct message *message, u16_t length)
{
	struct pbuf *p = pbuf_alloc(PBUF_TRANSPORT, length, PBUF_RAM);
	struct cursor cursor = cursor_begin(message->pieces, message->count);

	if (p == NULL)
		return NULL;
	cursor_drain(&cursor, p->payload, length);
	return p;
}

/* The NIC sums up one frame at a time: a datagram that will be cut is summed
 * up here. */
static err_t send_whole(struct datagram *d, struct pbuf *p,
			const struct endpoint *peer)
{
	u16_t flags = net_nic.chksum_flags;
	err_t err;

	if (p->tot_len + UDP_HLEN + IP6_HLEN > net_nic.mtu)
		net_nic.chksum_flags |= NETIF_CHECKSUM_GEN_UDP;
	if (IP_IS_V6_VAL(peer->address) &&
	    ip6_addr_islinklocal(ip_2_ip6(&peer->address)))
		err = udp_sendto_if(d->pcb, p, &peer->address, peer->port,
				    &net_nic);
	else
		err = udp_sendto(d->pcb, p, &peer->address, peer->port);
	net_nic.chksum_flags = flags;
	return err;
}

static int choose_peer(const struct datagram *d, const struct message *message,
		       struct endpoint *peer)
{
	if (d->no_more_out)
		return -EPIPE;
	if (message->has_peer) {
		*peer = message->peer;
	} else if (d->connected) {
		ip_addr_copy(peer->address, d->pcb->remote_ip);
		peer->port = d->pcb->remote_port;
	} else {
		return -EDESTADDRREQ;
	}
	if (ip_addr_isbroadcast(&peer->address, &net_nic) &&
	    !ip_get_option(d->pcb, SOF_BROADCAST))
		return -EACCES;
	return 0;
}

static ssize_t datagram_send(struct socket *socket,
			     const struct message *message)
{
	struct datagram *d = datagram_of(socket);
	ssize_t length = pieces_length(message->pieces, message->count);
	struct endpoint peer;
	struct pbuf *p;
	err_t err;
	int result = choose_peer(d, message, &peer);

	if (result < 0)
		return result;
	if (length < 0 || length > DATAGRAM_SEND_MAX)
		return -EMSGSIZE;
	p = gather(message, (u16_t)length);
	if (p == NULL)
		return -ENOBUFS;
	err = send_whole(d, p, &peer);
	if (err == ERR_RTE && !file_is_nonblocking(&socket->file)) {
		net_await_address();
		err = send_whole(d, p, &peer);
	}
	pbuf_free(p);
	return err == ERR_OK ? length : socket_errno(err);
}

static int await_arrival(struct datagram *d, int flags)
{
	uint64_t deadline = socket_deadline(d->socket.receive_timeout);

	while (d->first == NULL) {
		int result;

		if (d->no_more_in)
			return 0;
		result = socket_wait(&d->socket, flags, deadline);
		if (result < 0)
			return result;
	}
	return 1;
}

static ssize_t datagram_receive(struct socket *socket, struct message *message)
{
	struct datagram *d = datagram_of(socket);
	struct cursor cursor = cursor_begin(message->pieces, message->count);
	ssize_t room = pieces_length(message->pieces, message->count);
	size_t left;
	ssize_t size;
	int result;

	if (room < 0)
		return room;
	result = await_arrival(d, message->flags);
	if (result <= 0)
		return result;
	message->peer = d->first->from;
	message->has_peer = true;
	message->destination = d->first->to;
	message->interface = d->first->interface;
	size = d->first->p->tot_len;
	message->truncated = size > room;
	left = (size_t)(message->truncated ? room : size);
	for (const struct pbuf *p = d->first->p; left > 0; p = p->next) {
		size_t part = p->len < left ? p->len : left;

		cursor_fill(&cursor, p->payload, part);
		left -= part;
	}
	if ((message->flags & MSG_PEEK) == 0)
		drop_first(d);
	datagram_update(d);
	if (message->truncated && (message->flags & MSG_TRUNC) == 0)
		return room;
	return size;
}

static int datagram_shutdown(struct socket *socket, int how)
{
	struct datagram *d = datagram_of(socket);

	if (!d->connected)
		return -ENOTCONN;
	d->no_more_in |= how != SHUT_WR;
	d->no_more_out |= how != SHUT_RD;
	datagram_update(d);
	return 0;
}

static int datagram_local(struct socket *socket, struct endpoint *local)
{
	const struct datagram *d = datagram_of(socket);

	ip_addr_copy(local->address, d->pcb->local_ip);
	local->port = d->pcb->local_port;
	return 0;
}

static int datagram_peer(struct socket *socket, struct endpoint *peer)
{
	const struct datagram *d = datagram_of(socket);

	if (!d->connected)
		return -ENOTCONN;
	ip_addr_copy(peer->address, d->pcb->remote_ip);
	peer->port = d->pcb->remote_port;
	return 0;
}

static struct ip_pcb *datagram_pcb(struct socket *socket)
{
	return (struct ip_pcb *)(void *)datagram_of(socket)->pcb;
}

static size_t datagram_pending(struct socket *socket)
{
	const struct datagram *d = datagram_of(socket);

	return d->first != NULL ? d->first->p->tot_len : 0;
}

static int datagram_close(struct socket *socket)
{
	struct datagram *d = datagram_of(socket);

	udp_remove(d->pcb);
	while (d->first != NULL)
		drop_first(d);
	free(d);
	return 0;
}

static const struct socket_ops datagram_ops = {
	.bind = datagram_bind,
	.connect = datagram_connect,
	.send = datagram_send,
	.receive = datagram_receive,
	.shutdown = datagram_shutdown,
	.local = datagram_local,
	.peer = datagram_peer,
	.pcb = datagram_pcb,
	.pending = datagram_pending,
	.close = datagram_close,
};

struct socket *datagram_create(int domain, int flags)
{
	struct datagram *d = calloc(1, sizeof(*d));

	if (d == NULL)
		return NULL;
	socket_init(&d->socket, &datagram_ops, domain, SOCK_DGRAM, flags);
	d->socket.receive_buffer = DATAGRAM_BUFFER;
	d->last = &d->first;
	d->pcb = udp_new_ip_type(socket_address_type(&d->socket));
	if (d->pcb == NULL) {
		free(d);
		return NULL;
	}
	udp_recv(d->pcb, on_arrival, d);
	datagram_update(d);
	return &d->socket;
}
