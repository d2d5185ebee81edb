/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * lwIP leaves the checksum field 0 when the interface is said to compute it.
 * The NIC sums only what is in the frame from a given place on, so the
 * pseudo-header's part (RFC 9293, 3.1; RFC 8200, 8.1) is put in here.  The sum
 * is of 16-bit words in whatever byte order, as long as it is one order.
 */
#include "offload.h"

#include <stddef.h>

#include "lwip/def.h"
#include "lwip/prot/ethernet.h"
#include "lwip/prot/ip.h"
#include "lwip/prot/ip4.h"
#include "lwip/prot/ip6.h"
#include "lwip/prot/tcp.h"
#include "lwip/prot/udp.h"

static const struct offload nothing;

static uint32_t sum_words(const void *data, unsigned int words)
{
	const uint16_t *word = data;
	uint32_t sum = 0;

	while (words-- > 0)
		sum += *word++;
	return sum;
}

static uint16_t fold(uint32_t sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)(sum + (sum >> 16));
}

/* start: of the transport header; sum: of the addresses, in memory order;
 * length: of the transport packet. */
static struct offload complete(uint8_t *frame, uint16_t headers, uint16_t start,
			       uint8_t protocol, uint32_t sum, uint16_t length)
{
	struct offload offload = { .start = start };
	uint16_t *field;

	if (protocol == IP_PROTO_TCP)
		offload.offset = offsetof(struct tcp_hdr, chksum);
	else if (protocol == IP_PROTO_UDP)
		offload.offset = offsetof(struct udp_hdr, chksum);
	else
		return nothing;
	if (start + offload.offset + sizeof(*field) > headers)
		return nothing;
	field = (uint16_t *)(void *)(frame + start + offload.offset);
	if (*field != 0)
		return nothing;
	*field = fold(sum + lwip_htons(protocol) + lwip_htons(length));
	return offload;
}

static struct offload prepare4(uint8_t *frame, uint16_t headers)
{
	struct ip_hdr *ip = (struct ip_hdr *)(void *)(frame + SIZEOF_ETH_HDR);
	uint16_t size;

	if (headers < SIZEOF_ETH_HDR + IP_HLEN)
		return nothing;
	if ((IPH_OFFSET(ip) & PP_HTONS(IP_OFFMASK | IP_MF)) != 0)
		return nothing;
	size = IPH_HL_BYTES(ip);
	return complete(frame, headers, (uint16_t)(SIZEOF_ETH_HDR + size),
			IPH_PROTO(ip), sum_words(&ip->src, 4),
			(uint16_t)(lwip_ntohs(IPH_LEN(ip)) - size));
}

static struct offload prepare6(uint8_t *frame, uint16_t headers)
{
	struct ip6_hdr *ip = (struct ip6_hdr *)(void *)(frame + SIZEOF_ETH_HDR);

	if (headers < SIZEOF_ETH_HDR + IP6_HLEN)
		return nothing;
	return complete(frame, headers, SIZEOF_ETH_HDR + IP6_HLEN,
			IP6H_NEXTH(ip), sum_words(&ip->src, 16), IP6H_PLEN(ip));
}

struct offload offload_prepare(uint8_t *frame, uint16_t headers)
{
	struct eth_hdr *ethernet = (struct eth_hdr *)(void *)frame;

	if (headers < SIZEOF_ETH_HDR)
		return nothing;
	if (ethernet->type == PP_HTONS(ETHTYPE_IP))
		return prepare4(frame, headers);
	if (ethernet->type == PP_HTONS(ETHTYPE_IPV6))
		return prepare6(frame, headers);
	return nothing;
}
