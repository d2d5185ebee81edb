/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The NIC below lwIP: frames out, frames in.  Addresses are in configure.c.
 */
#include "nic.h"

#include <string.h>

#include <ilwaco/nic.h>

#include "lwip/etharp.h"
#include "lwip/ethip6.h"
#include "lwip/prot/ethernet.h"
#include "lwip/prot/etharp.h"
#include "lwip/prot/ip4.h"
#include "lwip/prot/ip6.h"
#include "lwip/priv/tcp_priv.h"
#include "netif/ethernet.h"

#include "acks.h"
#include "buffer.h"
#include "configure.h"
#include "neighbours.h"
#include "offload.h"

struct netif net_nic;

#define CHECK (NETIF_CHECKSUM_CHECK_UDP | NETIF_CHECKSUM_CHECK_TCP)
#define GENERATE (NETIF_CHECKSUM_GEN_UDP | NETIF_CHECKSUM_GEN_TCP)

/* Frames taken in before others get a turn. */
#define BATCH DENALI_NIC_SLOTS

/* Seconds for which lwIP's timers must run after an ARP request (of which it
 * sends five), and after a fragment came. */
#define ARP_SECONDS 6
#define REASSEMBLY_SECONDS (LWIP_MAX(IP_REASS_MAXAGE, IPV6_REASS_MAXAGE) + 1)
/* Seconds without a frame after which receive memory is given back. */
#define QUIET_SECONDS 2

static uint8_t arp_seconds, reassembly_seconds, quiet_seconds;

/* A segment could not be posted: lwIP is to try again when there is room. */
static bool transmit_blocked;

static void reap(void)
{
	struct pbuf *p;

	while ((p = ilw_nic_reap()) != NULL)
		pbuf_free(p);
}

/* lwIP retries by itself only when its slow timer ticks. */
static void resume_transmit(void)
{
	reap();
	if (!transmit_blocked || ilw_nic_transmit_room() < DENALI_NIC_PIECES)
		return;
	transmit_blocked = false;
	tcp_txnow();
}

static bool is_arp(const struct pbuf *p)
{
	const struct eth_hdr *ethernet = p->payload;

	return ethernet->type == PP_HTONS(ETHTYPE_ARP);
}

static void watch_arp(const struct pbuf *p)
{
	const uint8_t *frame = p->payload;
	const struct etharp_hdr *arp = (const void *)(frame + SIZEOF_ETH_HDR);
	ip4_addr_t asked;

	/* A request for our own address is an announcement. */
	IPADDR_WORDALIGNED_COPY_TO_IP4_ADDR_T(&asked, &arp->dipaddr);
	if (arp->opcode != PP_HTONS(ARP_REQUEST) ||
	    ip4_addr_cmp(&asked, netif_ip4_addr(&net_nic)))
		return;
	arp_seconds = ARP_SECONDS;
	net_neighbours_make_room(asked);
}

static err_t post(struct pbuf *p, struct offload offload)
{
	struct ilw_nic_piece pieces[DENALI_NIC_PIECES];
	struct ilw_nic_checksum checksum = { offload.start, offload.offset };
	unsigned int count = 0;

	for (struct pbuf *q = p; q != NULL; q = q->next) {
		pieces[count].data = q->payload;
		pieces[count].length = q->len;
		count++;
	}
	if (!ilw_nic_transmit(pieces, count, checksum, p)) {
		transmit_blocked = true;
		return ERR_MEM;
	}
	pbuf_ref(p);
	return ERR_OK;
}

/* While a batch is taken in, its latest acknowledgement waits here: a later one
 * may take its place, any other frame lets it go first. */
static struct {
	bool batch;
	struct pbuf *frame;
	struct offload offload;
} held;

static void let_go(void)
{
	struct pbuf *p = held.frame;

	if (p == NULL)
		return;
	held.frame = NULL;
	post(p, held.offload);
	pbuf_free(p);
}

/* Keep the frame back, if it is one to be kept. */
static bool hold(struct pbuf *p, struct offload offload)
{
	bool keep = held.batch && acks_only(p) &&
		    ilw_nic_transmit_room() >= DENALI_NIC_PIECES;

	if (held.frame != NULL && keep && acks_supersede(held.frame, p)) {
		pbuf_free(held.frame);
		held.frame = NULL;
	}
	let_go();
	if (!keep)
		return false;
	pbuf_ref(p);
	held.frame = p;
	held.offload = offload;
	return true;
}

static err_t transmit(struct netif *netif, struct pbuf *p)
{
	struct offload offload = { 0 };
	struct pbuf *whole;
	err_t err;

	reap();
	if (is_arp(p))
		watch_arp(p);
	if ((netif->chksum_flags & GENERATE) != GENERATE)
		offload = offload_prepare(p->payload, p->len);
	if (hold(p, offload))
		return ERR_OK;
	if (pbuf_clen(p) <= DENALI_NIC_PIECES)
		return post(p, offload);
	whole = pbuf_clone(PBUF_RAW, PBUF_RAM, p);
	if (whole == NULL)
		return ERR_MEM;
	err = post(whole, offload);
	pbuf_free(whole);
	return err;
}

/* Whether the frame is a piece of a larger IP packet; in doubt, yes. */
static bool is_fragment(const uint8_t *frame, uint16_t length)
{
	const struct eth_hdr *ethernet = (const void *)frame;
	const void *packet = frame + SIZEOF_ETH_HDR;

	if (ethernet->type == PP_HTONS(ETHTYPE_IP) &&
	    length >= SIZEOF_ETH_HDR + IP_HLEN)
		return (IPH_OFFSET((const struct ip_hdr *)packet) &
			PP_HTONS(IP_OFFMASK | IP_MF)) != 0;
	if (ethernet->type == PP_HTONS(ETHTYPE_IPV6) &&
	    length >= SIZEOF_ETH_HDR + IP6_HLEN) {
		uint8_t next = IP6H_NEXTH((const struct ip6_hdr *)packet);

		return next == IP6_NEXTH_FRAGMENT ||
		       next == IP6_NEXTH_HOPBYHOP ||
		       next == IP6_NEXTH_DESTOPTS || next == IP6_NEXTH_ROUTING;
	}
	return false;
}

static void deliver(struct pbuf *p, bool checksum_good)
{
	bool arp = is_arp(p);

	if (is_fragment(p->payload, p->len)) {
		reassembly_seconds = REASSEMBLY_SECONDS;
		checksum_good = false;
	}
	if (!checksum_good)
		net_nic.chksum_flags |= CHECK;
	if (ethernet_input(p, &net_nic) != ERR_OK)
		pbuf_free(p);
	net_nic.chksum_flags &= (u16_t)~CHECK;
	if (arp)
		net_neighbours_make_room(*IP4_ADDR_ANY4);
}

/* The frame as a pbuf; its buffer's place in the ring is taken by a free one.
 * Where none is left the frame is copied, and its buffer posted anew: the ring
 * never runs dry because some socket is not read.  NULL: dropped. */
static struct pbuf *receive(const struct ilw_nic_frame *frame)
{
	struct buffer *buffer = frame->cookie;
	struct buffer *next = buffer_take();
	struct pbuf *p;

	if (next != NULL) {
		p = buffer_hold(buffer, frame->length);
	} else {
		p = pbuf_alloc(PBUF_RAW, frame->length, PBUF_RAM);
		if (p != NULL)
			pbuf_take(p, buffer->frame, frame->length);
		next = buffer;
	}
	ilw_nic_receive_post(next->frame, BUFFER_CAPACITY, next);
	return p;
}

bool net_nic_input(void)
{
	struct ilw_nic_frame frame;
	unsigned int count = 0;

	held.batch = true;
	while (count < BATCH && ilw_nic_receive(&frame)) {
		struct pbuf *p = receive(&frame);

		if (p != NULL)
			deliver(p, frame.checksum_good);
		count++;
	}
	held.batch = false;
	let_go();
	if (count > 0) {
		quiet_seconds = QUIET_SECONDS;
		ilw_nic_kick();
	}
	resume_transmit();
	return count == BATCH;
}

bool net_nic_reassembles(void)
{
	return reassembly_seconds > 0;
}

uint32_t net_nic_second_due(void)
{
	return arp_seconds > 0 || reassembly_seconds > 0 ? 1 : quiet_seconds;
}

static uint8_t less_one(uint8_t seconds)
{
	return seconds > 0 ? (uint8_t)(seconds - 1) : 0;
}

void net_nic_second(void)
{
	arp_seconds = less_one(arp_seconds);
	reassembly_seconds = less_one(reassembly_seconds);
	if (quiet_seconds == 1)
		buffer_release();
	quiet_seconds = less_one(quiet_seconds);
}

static err_t set_up(struct netif *netif)
{
	netif->name[0] = 'e';
	netif->name[1] = 't';
	netif->output = etharp_output;
	netif->output_ip6 = ethip6_output;
	netif->linkoutput = transmit;
	netif->hwaddr_len = ETH_HWADDR_LEN;
	netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP |
		       NETIF_FLAG_ETHERNET;
	netif->rs_count = 0; /* configure.c asks for routers, if anyone does */
	return ERR_OK;
}

static void fill_ring(void)
{
	struct buffer *buffer;

	while (ilw_nic_receive_posted() < DENALI_NIC_SLOTS &&
	       (buffer = buffer_take()) != NULL)
		if (!ilw_nic_receive_post(buffer->frame, BUFFER_CAPACITY,
					  buffer)) {
			buffer_return(buffer);
			break;
		}
}

bool net_nic_start(void)
{
	netif_add_noaddr(&net_nic, NULL, set_up, ethernet_input);
	if (!ilw_nic_present())
		return false;
	fill_ring();
	net_configure(&net_nic);
	return true;
}
