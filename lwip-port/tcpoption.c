/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Options of TCP.  They are the socket's, so that a connection that a listening
 * socket accepts has those of that, and one that is tried again keeps them.
 */
#include "tcpoption.h"

#include <errno.h>
#include <netinet/tcp.h>

#include "lwip/priv/tcp_priv.h"

#include "sockets.h"
#include "stream.h"

#define SECONDS_MAX 32767
#define COUNT_MAX 127

/* The connection's PCB; NULL: it is none. */
static struct tcp_pcb *connection(const struct stream *s)
{
	return s->state == STREAM_LISTENING ? NULL : s->pcb;
}

static int set_seconds(uint16_t *field, int value)
{
	if (value < 1 || value > SECONDS_MAX)
		return -EINVAL;
	*field = (uint16_t)value;
	return 0;
}

static int set_count(uint8_t *field, int value)
{
	if (value < 1 || value > COUNT_MAX)
		return -EINVAL;
	*field = (uint8_t)value;
	return 0;
}

static int set_cork(struct stream *s, bool on)
{
	struct tcp_pcb *pcb = connection(s);

	s->corked = on;
	if (!on && pcb != NULL && s->state == STREAM_CONNECTED)
		tcp_output(pcb);
	return 0;
}

int tcp_option_set(struct socket *socket, int name, int value)
{
	struct stream *s = stream_of(socket);
	int result = -ENOPROTOOPT;

	if (socket->type != SOCK_STREAM)
		return result;
	switch (name) {
	case TCP_NODELAY:
		s->options.nodelay = value != 0;
		result = 0;
		break;
	case TCP_CORK:
		return set_cork(s, value != 0);
	case TCP_KEEPIDLE:
		result = set_seconds(&s->options.idle, value);
		break;
	case TCP_KEEPINTVL:
		result = set_seconds(&s->options.interval, value);
		break;
	case TCP_KEEPCNT:
		result = set_count(&s->options.count, value);
		break;
	default:
		break;
	}
	if (result == 0 && connection(s) != NULL)
		stream_apply_options(s);
	return result;
}

int tcp_option_get(struct socket *socket, int name, int *value)
{
	const struct stream *s = stream_of(socket);

	if (socket->type != SOCK_STREAM)
		return -ENOPROTOOPT;
	switch (name) {
	case TCP_NODELAY:
		*value = s->options.nodelay;
		return 0;
	case TCP_CORK:
		*value = s->corked;
		return 0;
	case TCP_MAXSEG:
		*value = connection(s) != NULL ? tcp_mss(s->pcb) : TCP_MSS;
		return 0;
	case TCP_KEEPIDLE:
		*value = s->options.idle;
		return 0;
	case TCP_KEEPINTVL:
		*value = s->options.interval;
		return 0;
	case TCP_KEEPCNT:
		*value = s->options.count;
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

/* lwIP counts round trips in half seconds, and knows no finer. */
static void describe(struct tcp_info *info, const struct tcp_pcb *pcb)
{
	static const uint8_t states[] = {
		[CLOSED] = TCP_CLOSE,
		[LISTEN] = TCP_LISTEN,
		[SYN_SENT] = TCP_SYN_SENT,
		[SYN_RCVD] = TCP_SYN_RECV,
		[ESTABLISHED] = TCP_ESTABLISHED,
		[FIN_WAIT_1] = TCP_FIN_WAIT1,
		[FIN_WAIT_2] = TCP_FIN_WAIT2,
		[CLOSE_WAIT] = TCP_CLOSE_WAIT,
		[CLOSING] = TCP_CLOSING,
		[LAST_ACK] = TCP_LAST_ACK,
		[TIME_WAIT] = TCP_TIME_WAIT,
	};

	info->tcpi_state = states[pcb->state];
	if (pcb->state == LISTEN)
		return;
	info->tcpi_retransmits = pcb->nrtx;
	info->tcpi_rto = (uint32_t)pcb->rto * TCP_SLOW_INTERVAL * 1000;
	info->tcpi_rtt = (uint32_t)(pcb->sa >> 3) * TCP_SLOW_INTERVAL * 1000;
	info->tcpi_snd_mss = info->tcpi_rcv_mss = tcp_mss(pcb);
	info->tcpi_unacked = pcb->snd_queuelen;
	info->tcpi_snd_cwnd = pcb->cwnd / tcp_mss(pcb);
	info->tcpi_snd_ssthresh = pcb->ssthresh / tcp_mss(pcb);
	info->tcpi_rcv_space = pcb->rcv_wnd;
}

int tcp_info_get(struct socket *socket, void *value, socklen_t *length)
{
	struct tcp_info info = { .tcpi_state = TCP_CLOSE };
	const struct stream *s = stream_of(socket);

	if (socket->type != SOCK_STREAM)
		return -ENOPROTOOPT;
	if (s->pcb != NULL)
		describe(&info, s->pcb);
	return socket_write_value(&info, sizeof(info), value, length);
}
