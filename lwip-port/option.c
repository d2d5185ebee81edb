/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * getsockopt and setsockopt.  Buffer sizes are accepted and not acted on: lwIP
 * has one size for all.
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

static int set_socket_int(struct socket *socket, int name, int value)
{
	if (bit_of(name) != 0)
		return set_bit(socket, bit_of(name), value);
	switch (name) {
	case SO_RCVBUF:
	case SO_SNDBUF:
	case SO_RCVLOWAT:
	case SO_OOBINLINE:
	case SO_DONTROUTE:
		return 0;
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
		*value = TCP_WND;
		return 0;
	case SO_SNDBUF:
		*value = TCP_SND_BUF;
		return 0;
	case SO_RCVLOWAT:
	case SO_SNDLOWAT:
		*value = 1;
		return 0;
	case SO_OOBINLINE:
	case SO_DONTROUTE:
		*value = 0;
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

static int set_ip_int(struct socket *socket, int name, int value)
{
	struct ip_pcb *pcb = socket->ops->pcb(socket);

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

static struct tcp_pcb *connection(struct socket *socket)
{
	struct stream *s = stream_of(socket);

	if (socket->type != SOCK_STREAM || s->state == STREAM_LISTENING)
		return NULL;
	return s->pcb;
}

static int set_keepalive(u32_t *field, int seconds)
{
	if (seconds < 1 || seconds > 32767)
		return -EINVAL;
	*field = (u32_t)seconds * 1000;
	return 0;
}

static int set_tcp_int(struct socket *socket, int name, int value)
{
	struct tcp_pcb *pcb = connection(socket);

	if (socket->type != SOCK_STREAM)
		return -ENOPROTOOPT;
	if (pcb == NULL)
		return 0;
	switch (name) {
	case TCP_NODELAY:
		if (value != 0)
			tcp_nagle_disable(pcb);
		else
			tcp_nagle_enable(pcb);
		return 0;
	case TCP_KEEPIDLE:
		return set_keepalive(&pcb->keep_idle, value);
	case TCP_KEEPINTVL:
		return set_keepalive(&pcb->keep_intvl, value);
	case TCP_KEEPCNT:
		if (value < 1 || value > 127)
			return -EINVAL;
		pcb->keep_cnt = (u32_t)value;
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

static int get_tcp_int(struct socket *socket, int name, int *value)
{
	const struct tcp_pcb *pcb = connection(socket);

	if (socket->type != SOCK_STREAM)
		return -ENOPROTOOPT;
	if (pcb == NULL)
		return -EINVAL;
	switch (name) {
	case TCP_NODELAY:
		*value = tcp_nagle_disabled(pcb) != 0;
		return 0;
	case TCP_MAXSEG:
		*value = tcp_mss(pcb);
		return 0;
	case TCP_KEEPIDLE:
		*value = (int)(pcb->keep_idle / 1000);
		return 0;
	case TCP_KEEPINTVL:
		*value = (int)(pcb->keep_intvl / 1000);
		return 0;
	case TCP_KEEPCNT:
		*value = (int)pcb->keep_cnt;
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

static const struct level {
	int number;
	int (*set)(struct socket *socket, int name, int value);
	int (*get)(struct socket *socket, int name, int *value);
} levels[] = {
	{ SOL_SOCKET, set_socket_int, get_socket_int },
	{ IPPROTO_IP, set_ip_int, get_ip_int },
	{ IPPROTO_IPV6, set_ip6_int, get_ip6_int },
	{ IPPROTO_TCP, set_tcp_int, get_tcp_int },
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
	result = l->get(socket, name, &number);
	if (result < 0)
		return result;
	return socket_write_value(&number, sizeof(number), value, length);
}
