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
