/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * getsockopt and setsockopt.  A stream's receive buffer is lwIP's window, which
 * has one size; its send buffer can be made smaller, and a datagram socket's
 * queue anything within bounds.
 */
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#include <ilwaco/clock.h>

#include "lwip/priv/tcp_priv.h"

#include "socket.h"
#include "sockets.h"
#include "stream.h"
#include "tcpoption.h"

/* Options whose value is an int, in and out. */

static int bit_of(int name)
{
	switch (name) {
	case SO_REUSEADDR:
	case SO_REUSEPORT:
		return SOF_REUSEADDR;
	case SO_KEEPALIVE:
		return SOF_KEEPALIVE;
	case SO_BROADCAST:
		return SOF_BROADCAST;
	default:
		return 0;
	}
}

static int set_bit(struct socket *socket, int bit, int value)
{
	struct ip_pcb *pcb = socket->ops->pcb(socket);

	if (pcb == NULL)
		return -EINVAL;
	if (value != 0)
		ip_set_option(pcb, bit);
	else
		ip_reset_option(pcb, bit);
	return 0;
}

static uint32_t bounded(int value, uint32_t least, uint32_t most)
{
	if (value < 0 || (uint32_t)value > most)
		return most;
	return (uint32_t)value < least ? least : (uint32_t)value;
}

static int set_receive_buffer(struct socket *socket, int value)
{
	if (socket->type == SOCK_DGRAM)
		socket->receive_buffer = bounded(value, DATAGRAM_BUFFER_MIN,
						 DATAGRAM_BUFFER_MAX);
	return 0;
}

static int set_send_buffer(struct socket *socket, int value)
{
	if (socket->type == SOCK_STREAM)
		stream_of(socket)->send_buffer = bounded(value, STREAM_SEND_MIN,
							 TCP_SND_BUF);
	return 0;
}

static int set_socket_int(struct socket *socket, int name, int value)
{
	if (bit_of(name) != 0)
		return set_bit(socket, bit_of(name), value);
	switch (name) {
	case SO_RCVBUF:
		return set_receive_buffer(socket, value);
	case SO_SNDBUF:
		return set_send_buffer(socket, value);
	case SO_OOBINLINE:
	case SO_DONTROUTE:
	case SO_DEBUG:
		return 0;
	case SO_RCVLOWAT:
		return value <= 1 ? 0 : -ENOPROTOOPT;
	default:
		return -ENOPROTOOPT;
	}
}

static int get_socket_int(struct socket *socket, int name, int *value)
{
	const struct ip_pcb *pcb = socket->ops->pcb(socket);

	if (bit_of(name) != 0) {
		*value = pcb != NULL && ip_get_option(pcb, bit_of(name));
		return 0;
	}
	switch (name) {
	case SO_ERROR:
		*value = -socket_take_error(socket);
		return 0;
	case SO_TYPE:
		*value = socket->type;
		return 0;
	case SO_DOMAIN:
		*value = socket->domain;
		return 0;
	case SO_PROTOCOL:
		*value = socket->type == SOCK_STREAM ? IPPROTO_TCP :
						       IPPROTO_UDP;
		return 0;
	case SO_ACCEPTCONN:
		*value = socket->type == SOCK_STREAM &&
			 stream_of(socket)->state == STREAM_LISTENING;
		return 0;
	case SO_RCVBUF:
		*value = (int)socket->receive_buffer;
		return 0;
	case SO_SNDBUF:
		*value = socket->type == SOCK_STREAM ?
				 (int)stream_of(socket)->send_buffer :
				 DATAGRAM_SEND_MAX;
		return 0;
	case SO_RCVLOWAT:
	case SO_SNDLOWAT:
		*value = 1;
		return 0;
	case SO_OOBINLINE:
	case SO_DONTROUTE:
	case SO_DEBUG:
		*value = 0;
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

static int set_ip_int(struct socket *socket, int name, int value)
{
	struct ip_pcb *pcb = socket->ops->pcb(socket);

	if (name == IP_PKTINFO && socket->type == SOCK_DGRAM) {
		socket->tells_destination = value != 0;
		return 0;
	}
	if (name != IP_TTL && name != IP_TOS)
		return -ENOPROTOOPT;
	if (pcb == NULL || value < 0 || value > 255)
		return -EINVAL;
	if (name == IP_TTL)
		pcb->ttl = (u8_t)value;
	else
		pcb->tos = (u8_t)value;
	return 0;
}

static int get_ip_int(struct socket *socket, int name, int *value)
{
	const struct ip_pcb *pcb = socket->ops->pcb(socket);

	if (name == IP_PKTINFO && socket->type == SOCK_DGRAM) {
		*value = socket->tells_destination;
		return 0;
	}
	if (name != IP_TTL && name != IP_TOS)
		return -ENOPROTOOPT;
	if (pcb == NULL)
		return -EINVAL;
	*value = name == IP_TTL ? pcb->ttl : pcb->tos;
	return 0;
}

/* IPv6's names of the same; -1: it is another option. */
static int ip_name(int name6)
{
	if (name6 == IPV6_UNICAST_HOPS)
		return IP_TTL;
	if (name6 == IPV6_RECVPKTINFO)
		return IP_PKTINFO;
	return name6 == IPV6_TCLASS ? IP_TOS : -1;
}

static int set_ip6_int(struct socket *socket, int name, int value)
{
	struct endpoint local;

	if (name != IPV6_V6ONLY)
		return set_ip_int(socket, ip_name(name), value);
	if (socket->domain != AF_INET6)
		return -EINVAL;
	if (socket->ops->local(socket, &local) < 0 || local.port != 0)
		return -EINVAL;
	socket->v6only = value != 0;
	return 0;
}

static int get_ip6_int(struct socket *socket, int name, int *value)
{
	if (name != IPV6_V6ONLY)
		return get_ip_int(socket, ip_name(name), value);
	*value = socket->v6only;
	return 0;
}

static const struct level {
	int number;
	int (*set)(struct socket *socket, int name, int value);
	int (*get)(struct socket *socket, int name, int *value);
} levels[] = {
	{ SOL_SOCKET, set_socket_int, get_socket_int },
	{ IPPROTO_IP, set_ip_int, get_ip_int },
	{ IPPROTO_IPV6, set_ip6_int, get_ip6_int },
	{ IPPROTO_TCP, tcp_option_set, tcp_option_get },
};

static const struct level *find_level(int number)
{
	for (size_t i = 0; i < LWIP_ARRAYSIZE(levels); i++)
		if (levels[i].number == number)
			return &levels[i];
	return NULL;
}

/* Options with structures. */

static int set_linger(struct socket *socket, const void *value,
		      socklen_t length)
{
	if (length < sizeof(socket->linger))
		return -EINVAL;
	memcpy(&socket->linger, value, sizeof(socket->linger));
	return 0;
}

int socket_set_option(struct socket *socket, int level, int name,
		      const void *value, socklen_t length)
{
	const struct level *l = find_level(level);
	int number;

	if (l == NULL)
		return -ENOPROTOOPT;
	if (level == SOL_SOCKET && name == SO_LINGER)
		return set_linger(socket, value, length);
	if (level == SOL_SOCKET && name == SO_RCVTIMEO)
		return socket_read_timeout(&socket->receive_timeout, value,
					   length);
	if (level == SOL_SOCKET && name == SO_SNDTIMEO)
		return socket_read_timeout(&socket->send_timeout, value,
					   length);
	if (length < sizeof(number))
		return -EINVAL;
	memcpy(&number, value, sizeof(number));
	return l->set(socket, name, number);
}

int socket_get_option(struct socket *socket, int level, int name, void *value,
		      socklen_t *length)
{
	const struct level *l = find_level(level);
	int number, result;

	if (l == NULL)
		return -ENOPROTOOPT;
	if (level == SOL_SOCKET && name == SO_LINGER)
		return socket_write_value(
			&socket->linger, sizeof(socket->linger), value, length);
	if (level == SOL_SOCKET && name == SO_RCVTIMEO)
		return socket_write_timeout(socket->receive_timeout, value,
					    length);
	if (level == SOL_SOCKET && name == SO_SNDTIMEO)
		return socket_write_timeout(socket->send_timeout, value,
					    length);
	if (level == IPPROTO_TCP && name == TCP_INFO)
		return tcp_info_get(socket, value, length);
	result = l->get(socket, name, &number);
	if (result < 0)
		return result;
	return socket_write_value(&number, sizeof(number), value, length);
}
