/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Finding a frame's headers, by one pass that never trusts a length.
 *
 * A first fragment that does not hold all headers up to the transport's is
 * refused, since the rest of them could hide in the next.
 */
#include "headers.h"

#include "wire.h"

/* Extension headers that a real IPv6 packet may have in a row. */
#define EXTENSIONS_MAX 8

#define ARP_ETHERNET_IPV4 0x000108000604ull

/* Does the transport's fixed header fit? */
static bool transport_fits(const struct headers *h)
{
	uint32_t size = 0;

	if (!h->transport)
		return true;
	if (h->protocol == PROTOCOL_UDP)
		size = UDP_SIZE;
	else if (h->protocol == PROTOCOL_ICMPV6)
		size = ICMPV6_SIZE;
	else if (h->protocol == PROTOCOL_IGMP)
		size = IGMP_SIZE;
	return h->transport + size <= h->end;
}

static bool parse_arp(const uint8_t *frame, uint32_t length)
{
	uint64_t kind;
	uint16_t operation;

	if (length < ETHER_HEADER + ARP_SIZE)
		return false;
	kind = (uint64_t)net32(frame + ARP_KIND) << 16 |
	       net16(frame + ARP_KIND + 4);
	operation = net16(frame + ARP_OPERATION);
	return kind == ARP_ETHERNET_IPV4 &&
	       (operation == ARP_REQUEST || operation == ARP_REPLY);
}

static bool parse_ipv4(struct headers *h, const uint8_t *frame, uint32_t length)
{
	uint32_t total, size, piece;

	if (length < ETHER_HEADER + IPV4_SIZE || frame[IPV4_VERSION] >> 4 != 4)
		return false;
	size = (frame[IPV4_VERSION] & 15u) * 4;
	total = net16(frame + IPV4_LENGTH);
	if (size < IPV4_SIZE || total < size || total > length - ETHER_HEADER)
		return false;
	h->protocol = frame[IPV4_PROTOCOL];
	h->end = (uint16_t)(ETHER_HEADER + total);
	piece = net16(frame + IPV4_FRAGMENT) &
		(IPV4_FRAGMENT_OFFSET | IPV4_FRAGMENT_MORE);
	h->fragment = piece;
	if (!(piece & IPV4_FRAGMENT_OFFSET))
		h->transport = (uint16_t)(ETHER_HEADER + size);
	return transport_fits(h);
}

static bool is_extension(uint8_t protocol)
{
	return protocol == PROTOCOL_HOP_BY_HOP ||
	       protocol == PROTOCOL_ROUTING || protocol == PROTOCOL_FRAGMENT ||
	       protocol == PROTOCOL_DESTINATION;
}

static bool parse_ipv6(struct headers *h, const uint8_t *frame, uint32_t length)
{
	uint32_t at = ETHER_HEADER + IPV6_SIZE;
	uint32_t payload;

	if (length < at || frame[IPV6_VERSION] >> 4 != 6)
		return false;
	payload = net16(frame + IPV6_LENGTH);
	if (payload > length - at)
		return false;
	h->end = (uint16_t)(at + payload);
	h->protocol = frame[IPV6_NEXT];
	for (unsigned i = 0; is_extension(h->protocol); i++) {
		uint32_t size = 8;
		bool later = false;

		if (i == EXTENSIONS_MAX || at + 8 > h->end)
			return false;
		if (h->protocol == PROTOCOL_ROUTING && frame[at + 3])
			return false;
		if (h->protocol == PROTOCOL_FRAGMENT) {
			h->fragment = true;
			later = net16(frame + at + 2) & 0xfff8;
		} else {
			size += frame[at + 1] * 8u;
		}
		h->protocol = frame[at];
		if (later)
			return true;
		at += size;
		if (at > h->end)
			return false;
	}
	h->transport = (uint16_t)at;
	return transport_fits(h);
}

bool headers_parse(struct headers *headers, const uint8_t *frame,
		   uint32_t length)
{
	if (length < ETHER_HEADER || length > UINT16_MAX)
		return false;
	*headers = (struct headers){ .type = net16(frame + ETHER_TYPE) };
	switch (headers->type) {
	case ETHER_ARP:
		return parse_arp(frame, length);
	case ETHER_IPV4:
		return parse_ipv4(headers, frame, length);
	case ETHER_IPV6:
		return parse_ipv6(headers, frame, length);
	default:
		return false;
	}
}

bool headers_udp_to(const struct headers *headers, const uint8_t *frame,
		    uint16_t port)
{
	return headers->protocol == PROTOCOL_UDP && headers->transport &&
	       net16(frame + headers->transport + UDP_DESTINATION) == port;
}

uint8_t headers_icmpv6(const struct headers *headers, const uint8_t *frame)
{
	if (headers->type != ETHER_IPV6 || !headers->transport ||
	    headers->protocol != PROTOCOL_ICMPV6)
		return 0;
	return frame[headers->transport];
}
