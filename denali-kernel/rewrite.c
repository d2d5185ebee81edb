/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sums of 16-bit words in one's complement come out the same in either byte
 * order, so words are taken as they lie.
 */
#include "rewrite.h"

#include "wire.h"

/* Write another word, or two; how much that adds to a sum of words. */
static inline uint32_t replace16(uint8_t *at, uint16_t by)
{
	uint16_t old = load16(at);

	store16(at, by);
	return (uint16_t)~old + (uint32_t)by;
}

static inline uint32_t replace32(uint8_t *at, uint32_t by)
{
	uint32_t old = ~load32(at);

	store32(at, by);
	return (old & 0xffff) + (old >> 16) + (by & 0xffff) + (by >> 16);
}

static uint32_t replace_ipv6(uint8_t *at, const uint8_t *by)
{
	uint32_t added = 0;

	for (unsigned i = 0; i < 16; i += 4)
		added += replace32(at + i, load32(by + i));
	return added;
}

static uint16_t fold(uint32_t sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)(sum + (sum >> 16));
}

/* A checksum: the complement of a sum. */
static void correct(uint8_t *field, uint32_t added)
{
	store16(field, (uint16_t)~fold((uint16_t)~load16(field) + added));
}

/* In UDP 0 stands for no checksum, and over IPv4 there may be none. */
static void correct_udp(uint8_t *field, uint32_t added)
{
	if (!load16(field))
		return;
	correct(field, added);
	if (!load16(field))
		store16(field, 0xffff);
}

/* Of the transport's checksum: addresses are part of what it covers, ports of
 * the header that a NIC has yet to sum up. */
static void correct_transport(struct packet *packet, const struct headers *h,
			      uint32_t addresses, uint32_t ports)
{
	uint8_t *transport = packet->frame + h->transport;
	bool tcp = h->protocol == PROTOCOL_TCP;
	uint8_t *field = transport + (tcp ? TCP_CHECKSUM : UDP_CHECKSUM);

	if (packet->flags & PACKET_PARTIAL)
		store16(field, fold(load16(field) + addresses));
	else if (tcp)
		correct(field, addresses + ports);
	else
		correct_udp(field, addresses + ports);
}

static inline void rewrite(struct packet *packet, const struct headers *h,
			   const struct endpoint *by, bool source)
{
	uint8_t *frame = packet->frame;
	uint8_t *port = frame + h->transport + (source ? 0 : PORT_DESTINATION);
	uint32_t addresses;

	mac_copy(frame + (source ? ETHER_SOURCE : ETHER_DESTINATION), by->mac);
	if (h->type == ETHER_IPV4) {
		addresses = replace32(frame + (source ? IPV4_SOURCE :
							IPV4_DESTINATION),
				      load32(by->address));
		correct(frame + IPV4_CHECKSUM, addresses);
	} else {
		addresses = replace_ipv6(frame + (source ? IPV6_SOURCE :
							   IPV6_DESTINATION),
					 by->address);
	}
	correct_transport(packet, h, addresses,
			  replace16(port, __builtin_bswap16(by->port)));
}

void rewrite_source(struct packet *packet, const struct headers *headers,
		    const struct endpoint *by)
{
	rewrite(packet, headers, by, true);
}

void rewrite_destination(struct packet *packet, const struct headers *headers,
			 const struct endpoint *by)
{
	rewrite(packet, headers, by, false);
}

/* ---- the sender's MAC address ---- */

#define DHCP_FLAGS (UDP_SIZE + 10)
#define DHCP_BROADCAST 0x80 /* of the first byte, which is the low one here */

/* What has been added to the transport's part of a packet. */
static void account(struct packet *packet, const struct headers *h,
		    uint32_t offset, uint32_t added)
{
	uint8_t *field = packet->frame + h->transport + offset;

	if (packet->flags & PACKET_PARTIAL)
		return;
	if (h->protocol == PROTOCOL_UDP)
		correct_udp(field, added);
	else
		correct(field, added);
}

/* Where a message has its options; 0: it has none with the sender's address. */
static uint32_t discovery_options(uint8_t type)
{
	switch (type) {
	case ND_ROUTER_SOLICITATION:
		return 8;
	case ND_SOLICITATION:
	case ND_ADVERTISEMENT:
		return 24;
	default:
		return 0;
	}
}

/* Both kinds of option are the sender's own: guard.h sees to one of them, and
 * the other means nothing in that message. */
static void rewrite_discovery(struct packet *packet, const struct headers *h,
			      const uint8_t *mac)
{
	uint8_t *frame = packet->frame;
	uint32_t at = discovery_options(headers_icmpv6(h, frame)), size;

	if (!at)
		return;
	for (at += h->transport; at + 8 <= h->end; at += size) {
		size = frame[at + 1] * 8u;
		if (!size)
			return;
		if (frame[at] == ND_OPTION_SOURCE ||
		    frame[at] == ND_OPTION_TARGET)
			account(packet, h, ICMPV6_CHECKSUM,
				replace32(frame + at + 2, load32(mac)) +
					replace16(frame + at + 6,
						  load16(mac + 4)));
	}
}

static void ask_for_broadcast(struct packet *packet, const struct headers *h)
{
	uint8_t *flags = packet->frame + h->transport + DHCP_FLAGS;

	if (!headers_udp_to(h, packet->frame, PORT_DHCP_SERVER) ||
	    h->transport + DHCP_FLAGS + 2u > h->end)
		return;
	account(packet, h, UDP_CHECKSUM,
		replace16(flags, load16(flags) | DHCP_BROADCAST));
}

void rewrite_sender(struct packet *packet, const struct headers *headers,
		    const uint8_t *mac)
{
	mac_copy(packet->frame + ETHER_SOURCE, mac);
	if (headers->type == ETHER_ARP)
		mac_copy(packet->frame + ARP_SENDER_MAC, mac);
	else if (headers->type == ETHER_IPV6)
		rewrite_discovery(packet, headers, mac);
	else
		ask_for_broadcast(packet, headers);
}
