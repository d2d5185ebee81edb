/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Connections in TIME-WAIT: how many are kept, and when one makes way for its
 * successor.
 *
 * lwIP looks through a list of them for each new connection, and answers a SYN
 * that reuses the ports of one with a reset or with silence.  A server that
 * closes its connections has thousands; a client that comes back soon would
 * be refused, or wait for a second.
 */
#include "timewait.h"

#include <stdbool.h>

#include "lwip/priv/tcp_priv.h"
#include "lwip/prot/tcp.h"

#include "connections.h"
#include "halfopen.h"
#include "hooks.h"

/* How many are kept, and how many more may be before it is looked after. */
#define KEEP 96
#define SLACK 32

static unsigned int since_trim;

static void forget(struct tcp_pcb *pcb)
{
	tcp_pcb_remove(&tcp_tw_pcbs, pcb);
	tcp_free(pcb);
}

/* The list begins with the newest. */
void net_timewait_trim(void)
{
	struct tcp_pcb *pcb = tcp_tw_pcbs;
	unsigned int count = 0;

	if (++since_trim < SLACK)
		return;
	since_trim = 0;
	while (pcb != NULL) {
		struct tcp_pcb *next = pcb->next;

		if (++count > KEEP)
			forget(pcb);
		pcb = next;
	}
}

/* Puts back what tcp_input has taken apart, and has it look again. */
static void input_again(struct tcp_hdr *header, u16_t options, struct pbuf *p)
{
	header->src = lwip_htons(header->src);
	header->dest = lwip_htons(header->dest);
	header->seqno = lwip_htonl(header->seqno);
	header->ackno = lwip_htonl(header->ackno);
	header->wnd = lwip_htons(header->wnd);
	pbuf_add_header(p, TCP_HLEN + (size_t)options);
	pbuf_ref(p);
	tcp_input(p, ip_current_input_netif());
}

static bool opens(struct tcp_hdr *header)
{
	return (TCPH_FLAGS(header) & (TCP_SYN | TCP_ACK | TCP_RST)) == TCP_SYN;
}

/* RFC 9293, 3.10.7.4 with RFC 1122, 4.2.2.13: a SYN beyond the old
 * connection's sequence numbers opens a new one. */
err_t net_tcp_segment(struct tcp_pcb *pcb, struct tcp_hdr *header,
		      u16_t options, u16_t options1, u8_t *options2,
		      struct pbuf *p)
{
	(void)options2;
	net_connections_show_all();
	if (pcb->state == LISTEN && opens(header))
		net_halfopen_make_room((struct tcp_pcb_listen *)pcb);
	if (pcb->state != TIME_WAIT || options1 != options || !opens(header) ||
	    !TCP_SEQ_GT(header->seqno, pcb->rcv_nxt))
		return ERR_OK;
	forget(pcb);
	input_again(header, options, p);
	return ERR_ABRT;
}
