/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "acks.h"

#include <string.h>

#include "lwip/prot/ethernet.h"
#include "lwip/prot/ip.h"
#include "lwip/prot/ip4.h"
#include "lwip/prot/ip6.h"
#include "lwip/prot/tcp.h"

/* Where the TCP header is, if it is all that the IP packet holds; else 0. */
static uint16_t header_at(const struct pbuf *frame)
{
	const uint8_t *bytes = frame->payload;
	const struct eth_hdr *ethernet = (const void *)bytes;
	const struct ip_hdr *ip4 = (const void *)(bytes + SIZEOF_ETH_HDR);
	const struct ip6_hdr *ip6 = (const void *)(bytes + SIZEOF_ETH_HDR);

	if (frame->next != NULL)
		return 0;
	if (ethernet->type == PP_HTONS(ETHTYPE_IP) &&
	    frame->len >= SIZEOF_ETH_HDR + IP_HLEN + TCP_HLEN &&
	    IPH_HL_BYTES(ip4) == IP_HLEN && IPH_PROTO(ip4) == IP_PROTO_TCP)
		return SIZEOF_ETH_HDR + IP_HLEN;
	if (ethernet->type == PP_HTONS(ETHTYPE_IPV6) &&
	    frame->len >= SIZEOF_ETH_HDR + IP6_HLEN + TCP_HLEN &&
	    IP6H_NEXTH(ip6) == IP6_NEXTH_TCP)
		return SIZEOF_ETH_HDR + IP6_HLEN;
	return 0;
}

static const struct tcp_hdr *header(const struct pbuf *frame, uint16_t at)
{
	return (const void *)((const uint8_t *)frame->payload + at);
}

bool acks_only(const struct pbuf *frame)
{
	uint16_t at = header_at(frame);

	return at != 0 && TCPH_FLAGS(header(frame, at)) == TCP_ACK &&
	       frame->len == at + TCPH_HDRLEN_BYTES(header(frame, at));
}

/* The addresses end where the TCP header starts, in either version of IP. */
static bool same_flow(const struct pbuf *a, const struct pbuf *b, uint16_t at)
{
	uint16_t from = at == SIZEOF_ETH_HDR + IP_HLEN ? at - 8 : at - 32;
	const struct tcp_hdr *first = header(a, at), *second = header(b, at);

	return memcmp((const uint8_t *)a->payload + from,
		      (const uint8_t *)b->payload + from, at - from) == 0 &&
	       first->src == second->src && first->dest == second->dest &&
	       first->seqno == second->seqno;
}

bool acks_supersede(const struct pbuf *first, const struct pbuf *second)
{
	uint16_t at = header_at(first);

	if (first->len != second->len || header_at(second) != at ||
	    !same_flow(first, second, at))
		return false;
	return (int32_t)(lwip_ntohl(header(second, at)->ackno) -
			 lwip_ntohl(header(first, at)->ackno)) > 0;
}
