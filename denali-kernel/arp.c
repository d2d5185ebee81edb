/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Neighbours on the wire, in a table where each address has one place: who
 * loses it to another is asked for again.
 */
#include "arp.h"

#include "clock.h"
#include "net.h"
#include "nic.h"
#include "packet.h"
#include "stations.h"
#include "string.h"
#include "wire.h"

#define SECOND_SHIFT 30 /* nearly: spares a division */

uint8_t arp_router_mac[6] = { 0x02, 0x64, 0x6e, 0xff, 0xff, 0xff };

static const uint8_t router_ipv6[16] = { 0xfe, 0x80, 0,    0,    0,    0,
					 0,    0,    0,    0x64, 0x6e, 0xff,
					 0xfe, 0xff, 0xff, 0xff };

/* Neighbour discovery, in frames without extension headers. */
#define ND_FRAME (ETHER_HEADER + IPV6_SIZE)
#define ND_OPTION 24
#define ND_SIZE (ND_OPTION + 8)
#define ND_IS_ROUTER 0x80
#define ND_SOLICITED_OVERRIDE 0x60

bool arp_routed;

static struct neighbour {
	uint32_t ipv4; /* network byte order; 0, which is nobody's: none */
	uint32_t learned;
	uint8_t mac[6];
} neighbours[ARP_NEIGHBOURS];

void arp_route(const uint8_t *mac)
{
	arp_routed = true;
	memcpy(arp_router_mac, mac, sizeof(arp_router_mac));
}

static uint32_t seconds(void)
{
	return (uint32_t)(clock_ns() >> SECOND_SHIFT);
}

static struct neighbour *place_of(uint32_t ipv4)
{
	return &neighbours[__builtin_bswap32(ipv4) % ARP_NEIGHBOURS];
}

static void learn(const uint8_t *frame)
{
	const uint8_t *mac = frame + ARP_SENDER_MAC;
	uint32_t ipv4 = load32(frame + ARP_SENDER_IP);
	struct neighbour *place = place_of(ipv4);

	if (mac_group(mac) || stations_by_ipv4(ipv4) || stations_by_mac(mac))
		return;
	place->ipv4 = ipv4;
	place->learned = seconds();
	memcpy(place->mac, mac, sizeof(place->mac));
}

/* The answer to a request: who is asked for has that MAC.  A null pointer: the
 * pool is empty. */
static struct packet *make_answer(const uint8_t *request, const uint8_t *mac)
{
	struct packet *packet = packet_alloc();
	uint8_t *frame;

	if (!packet)
		return NULL;
	packet->length = ETHER_HEADER + ARP_SIZE;
	frame = packet->frame;
	memcpy(frame, request, packet->length);
	memcpy(frame + ETHER_DESTINATION, request + ARP_SENDER_MAC, 6);
	memcpy(frame + ETHER_SOURCE, mac, 6);
	frame[ARP_OPERATION + 1] = ARP_REPLY;
	memcpy(frame + ARP_SENDER_MAC, mac, 6);
	memcpy(frame + ARP_SENDER_IP, request + ARP_TARGET_IP, 4);
	memcpy(frame + ARP_TARGET_MAC, request + ARP_SENDER_MAC, 6 + 4);
	return packet;
}

/* An answer to the wire, or a null pointer, since the pool was empty. */
static void send(struct packet *answer)
{
	if (!answer)
		return;
	net_send(answer);
	packet_put(answer);
}

bool arp_from_wire(const uint8_t *frame)
{
	const uint8_t *target = frame + ARP_TARGET_IP;

	learn(frame);
	if (net16(frame + ARP_OPERATION) != ARP_REQUEST ||
	    (net32(target) != ARP_ROUTER_IPV4 &&
	     !(arp_routed && stations_by_ipv4(load32(target)))))
		return false;
	if (net_room())
		send(make_answer(frame, arp_router_mac));
	return true;
}

/* Complete the checksum of an ICMPv6 message that ends the frame. */
static void complete_sum(uint8_t *frame, uint32_t length)
{
	uint32_t sum = PROTOCOL_ICMPV6 + length - ETHER_HEADER - IPV6_SIZE;

	for (uint32_t at = IPV6_SOURCE; at < length; at += 2)
		sum += net16(frame + at);
	sum = (sum & 0xffff) + (sum >> 16);
	sum += sum >> 16;
	frame[ND_FRAME + 2] = (uint8_t)(~sum >> 8);
	frame[ND_FRAME + 3] = (uint8_t)~sum;
}

/* The solicited neighbour advertisement of the router, or of whom it routes
 * to. */
static void fill_advertisement(struct packet *packet, const uint8_t *frame,
			       bool router)
{
	const uint8_t *target = frame + ND_FRAME + ND_TARGET;
	uint8_t *to = packet->frame;

	packet->length = ND_FRAME + ND_SIZE;
	memcpy(to, frame, ND_FRAME);
	memset(to + ND_FRAME, 0, ND_SIZE);
	memcpy(to + ETHER_DESTINATION, frame + ETHER_SOURCE, 6);
	memcpy(to + ETHER_SOURCE, arp_router_mac, 6);
	to[IPV6_LENGTH] = 0;
	to[IPV6_LENGTH + 1] = ND_SIZE;
	memcpy(to + IPV6_SOURCE, target, 16);
	memcpy(to + IPV6_DESTINATION, frame + IPV6_SOURCE, 16);
	to[ND_FRAME] = ND_ADVERTISEMENT;
	to[ND_FRAME + 4] = ND_SOLICITED_OVERRIDE | (router ? ND_IS_ROUTER : 0);
	memcpy(to + ND_FRAME + ND_TARGET, target, 16);
	to[ND_FRAME + ND_OPTION] = ND_OPTION_TARGET;
	to[ND_FRAME + ND_OPTION + 1] = 1;
	memcpy(to + ND_FRAME + ND_OPTION + 2, arp_router_mac, 6);
	complete_sum(to, packet->length);
}

bool arp_from_wire6(const uint8_t *frame, const struct headers *h)
{
	const uint8_t *target = frame + ND_FRAME + ND_TARGET;
	struct packet *answer;
	bool router;

	if (headers_icmpv6(h, frame) != ND_SOLICITATION ||
	    h->transport != ND_FRAME || ND_FRAME + ND_OPTION > h->end ||
	    ipv6_zero(frame + IPV6_SOURCE))
		return false;
	router = ipv6_equal(target, router_ipv6);
	if (!router && !(arp_routed && stations_by_ipv6(target)))
		return false;
	answer = net_room() ? packet_alloc() : NULL;
	if (answer)
		fill_advertisement(answer, frame, router);
	send(answer);
	return true;
}

bool arp_answer_vm(struct vm *vm, const uint8_t *frame)
{
	uint32_t ipv4 = load32(frame + ARP_TARGET_IP);
	const struct neighbour *place = place_of(ipv4);
	struct packet *answer;
	bool delivered;

	if (net16(frame + ARP_OPERATION) != ARP_REQUEST || !ipv4 ||
	    place->ipv4 != ipv4 || seconds() - place->learned > ARP_SECONDS)
		return false;
	answer = make_answer(frame, place->mac);
	if (!answer)
		return false;
	delivered = nic_deliver(vm, answer);
	packet_put(answer);
	return delivered;
}
