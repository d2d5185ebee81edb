/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sums of 16-bit words in one's complement come out the same in either byte
 * order, so words are taken as they lie.
 */
#include "rewrite.h"

#include "string.h"
#include "wire.h"

/* Write other bytes; how much that adds to a sum of words. */
static uint32_t replace(uint8_t *at, const uint8_t *by, unsigned bytes)
{
	uint32_t added = 0;

	for (unsigned i = 0; i < bytes; i += 2) {
		uint16_t word = load16(by + i);

		added += (uint16_t)~load16(at + i) + (uint32_t)word;
		store16(at + i, word);
	}
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

static void rewrite(struct packet *packet, const struct headers *h,
		    const struct endpoint *by, bool source)
{
	uint8_t *frame = packet->frame;
	uint8_t port[2] = { (uint8_t)(by->port >> 8), (uint8_t)by->port };
	uint32_t addresses;

	memcpy(frame + (source ? ETHER_SOURCE : ETHER_DESTINATION), by->mac, 6);
	if (h->type == ETHER_IPV4) {
		addresses = replace(frame + (source ? IPV4_SOURCE :
						      IPV4_DESTINATION),
				    by->address, 4);
		correct(frame + IPV4_CHECKSUM, addresses);
	} else {
		addresses = replace(frame + (source ? IPV6_SOURCE :
						      IPV6_DESTINATION),
				    by->address, 16);
	}
	correct_transport(
		packet, h, addresses,
		replace(frame + h->transport + (source ? 0 : PORT_DESTINATION),
			port, 2));
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
#define DHCP_BROADCAST 0x80 /* of the first byte */

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
				replace(frame + at + 2, mac, 6));
	}
}

static void ask_for_broadcast(struct packet *packet, const struct headers *h)
{
	uint8_t *flags = packet->frame + h->transport + DHCP_FLAGS;
	uint8_t wanted[2];

	if (!headers_udp_to(h, packet->frame, PORT_DHCP_SERVER) ||
	    h->transport + DHCP_FLAGS + 2u > h->end)
		return;
	wanted[0] = flags[0] | DHCP_BROADCAST;
	wanted[1] = flags[1];
	account(packet, h, UDP_CHECKSUM, replace(flags, wanted, 2));
}

void rewrite_sender(struct packet *packet, const struct headers *headers,
		    const uint8_t *mac)
{
	memcpy(packet->frame + ETHER_SOURCE, mac, 6);
	if (headers->type == ETHER_ARP)
		memcpy(packet->frame + ARP_SENDER_MAC, mac, 6);
	else if (headers->type == ETHER_IPV6)
		rewrite_discovery(packet, headers, mac);
	else
		ask_for_broadcast(packet, headers);
}
