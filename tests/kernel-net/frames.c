/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "frames.h"

#include <string.h>

#include "wire.h"
#include "world.h"

static void station_mac(uint32_t station, uint8_t mac[6])
{
	static const uint8_t all_nodes[6] = { 0x33, 0x33, 0, 0, 0, 1 };
	static const uint8_t group[6] = { 1, 0, 0x5e, 1, 2, 3 };

	if (station == BROADCAST)
		memset(mac, 0xff, 6);
	else if (station == ALL_NODES)
		memcpy(mac, all_nodes, 6);
	else if (station == SOME_GROUP)
		memcpy(mac, group, 6);
	else
		world_mac(station, mac);
}

void frame_add(struct frame *frame, const void *bytes, uint32_t length)
{
	if (length)
		memcpy(frame->bytes + frame->length, bytes, length);
	frame->length += length;
}

static void add_zero(struct frame *frame, uint32_t length)
{
	memset(frame->bytes + frame->length, 0, length);
	frame->length += length;
}

void frame_put16(struct frame *frame, uint32_t at, uint16_t value)
{
	frame->bytes[at] = (uint8_t)(value >> 8);
	frame->bytes[at + 1] = (uint8_t)value;
}

void frame_put32(struct frame *frame, uint32_t at, uint32_t value)
{
	frame_put16(frame, at, (uint16_t)(value >> 16));
	frame_put16(frame, at + 2, (uint16_t)value);
}

void frame_ether(struct frame *frame, uint32_t to, uint32_t from, uint16_t type)
{
	station_mac(to, frame->bytes);
	station_mac(from, frame->bytes + 6);
	frame_put16(frame, 12, type);
	frame->length = 14;
}

void frame_arp(struct frame *frame, uint32_t to, uint32_t from,
	       uint16_t operation, uint32_t target_ipv4)
{
	uint32_t sender = world_ipv4(from);

	frame_ether(frame, to, from, ETHER_ARP);
	add_zero(frame, ARP_SIZE);
	frame_put16(frame, 14, 1);
	frame_put16(frame, 16, ETHER_IPV4);
	frame_put16(frame, 18, 0x0604);
	frame_put16(frame, 20, operation);
	world_mac(from, frame->bytes + 22);
	memcpy(frame->bytes + 28, &sender, 4);
	memcpy(frame->bytes + 38, &target_ipv4, 4);
}

void frame_udp4(struct frame *frame, uint32_t to, uint32_t from,
		uint16_t source, uint16_t destination, uint32_t payload)
{
	uint32_t address = world_ipv4(from);

	frame_ether(frame, to, from, ETHER_IPV4);
	add_zero(frame, 28 + payload);
	frame->bytes[14] = 0x45;
	frame_put16(frame, 16, (uint16_t)(28 + payload));
	frame->bytes[22] = 64;
	frame->bytes[23] = PROTOCOL_UDP;
	memcpy(frame->bytes + 26, &address, 4);
	frame_put32(frame, 30, 0x0a010000 + (to & 0xffff));
	frame_put16(frame, 34, source);
	frame_put16(frame, 36, destination);
	frame_put16(frame, 38, (uint16_t)(8 + payload));
}

void frame_ipv6(struct frame *frame, uint32_t to, uint32_t from, uint8_t next,
		const void *payload, uint32_t length)
{
	frame_ether(frame, to, from, ETHER_IPV6);
	add_zero(frame, 40);
	frame->bytes[14] = 0x60;
	frame_put16(frame, 18, (uint16_t)length);
	frame->bytes[20] = next;
	frame->bytes[21] = 255;
	world_ipv6(from, frame->bytes + 22);
	world_ipv6(to, frame->bytes + 38);
	frame_add(frame, payload, length);
}

void frame_udp6(struct frame *frame, uint32_t to, uint32_t from,
		uint16_t source, uint16_t destination, uint32_t payload)
{
	frame_ipv6(frame, to, from, PROTOCOL_UDP, NULL, 0);
	add_zero(frame, 8 + payload);
	frame_put16(frame, 18, (uint16_t)(8 + payload));
	frame_put16(frame, 54, source);
	frame_put16(frame, 56, destination);
	frame_put16(frame, 58, (uint16_t)(8 + payload));
}

void frame_icmpv6(struct frame *frame, uint32_t to, uint32_t from, uint8_t type,
		  uint32_t size)
{
	frame_ipv6(frame, to, from, PROTOCOL_ICMPV6, NULL, 0);
	add_zero(frame, size);
	frame_put16(frame, 18, (uint16_t)size);
	frame->bytes[54] = type;
}

void frame_neighbour(struct frame *frame, uint32_t to, uint32_t from,
		     uint8_t type, uint32_t target, uint8_t kind,
		     uint32_t mac_of)
{
	frame_icmpv6(frame, to, from, type, kind ? 32 : 24);
	world_ipv6(target, frame->bytes + FRAME_ICMPV6 + 8);
	if (!kind)
		return;
	frame->bytes[FRAME_ICMPV6 + 24] = kind;
	frame->bytes[FRAME_ICMPV6 + 25] = 1;
	world_mac(mac_of, frame->bytes + FRAME_ICMPV6 + 26);
}

void frame_dhcp(struct frame *frame, uint32_t to, uint32_t from,
		uint32_t client, uint8_t type, uint32_t address)
{
	uint8_t *message = frame->bytes + FRAME_UDP4_PAYLOAD;

	frame_udp4(frame, to, from, PORT_DHCP_SERVER, PORT_DHCP_CLIENT, 248);
	message[0] = 2;
	message[1] = 1;
	message[2] = 6;
	memcpy(message + 16, &address, 4);
	world_mac(client, message + 28);
	frame_put32(frame, FRAME_UDP4_PAYLOAD + 236, 0x63825363);
	message[240] = 0; /* padding first */
	message[241] = 53;
	message[242] = 1;
	message[243] = type;
	message[244] = 255;
}

void frame_formed_address(uint32_t station, uint16_t prefix,
			  uint8_t address[16])
{
	uint8_t mac[6];

	world_mac(station, mac);
	memset(address, 0, 16);
	address[0] = (uint8_t)(prefix >> 8);
	address[1] = (uint8_t)prefix;
	address[8] = mac[0] ^ 2;
	address[9] = mac[1];
	address[10] = mac[2];
	address[11] = 0xff;
	address[12] = 0xfe;
	address[13] = mac[3];
	address[14] = mac[4];
	address[15] = mac[5];
}
