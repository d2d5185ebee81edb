/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Frames without end: floods of those who are nobody's business, of tiny ones,
 * from addresses that are not the sender's, and malformed; at a neighbour, at
 * all, and at the wire.
 */
#include "../frame.h"

#define TINY 60
#define ARP_LENGTH 60
#define UDP 17
#define EXPERIMENT 253

/* ---- floods ---- */

/* Its own address, to everyone, of no protocol that anyone speaks. */
static void network_broadcast(void)
{
	to_all();
	from_us(0x88b5);
	send_for_ever(sizeof frame, NULL);
}

/* The only broadcast that goes to all: UDP.  Its checksum is wrong, so that
 * nobody answers. */
static void network_broadcast_udp(void)
{
	to_all();
	put_udp(0xffffffff, 9, sizeof frame);
	put16(AT_UDP + 6, 1);
	send_for_ever(sizeof frame, NULL);
}

static void network_neighbour(void)
{
	to_vm(victim());
	put_udp(ipv4_of(victim()), 9, sizeof frame);
	send_for_ever(sizeof frame, NULL);
}

/* To the gateway, of a protocol that nobody answers: answers are the other
 * side's flood. */
static void flood_wire(uint16_t length, void (*vary)(uint32_t turn))
{
	to_gateway();
	put_ipv4(gateway(), EXPERIMENT, length);
	send_for_ever(length, vary);
}

static void network_wire(void)
{
	flood_wire(sizeof frame, NULL);
}

static void vary_mac(uint32_t turn)
{
	put32(2, turn * 2654435761u);
}

static void network_strangers(void)
{
	flood_wire(TINY, vary_mac);
}

static void network_multicast(void)
{
	memcpy(frame, "\x01\x00\x5e\x00\x00\xfb", 6);
	put_udp(0xe00000fb, 5353, sizeof frame);
	put16(AT_UDP + 6, 1); /* goes no further */
	send_for_ever(sizeof frame, NULL);
}

static void network_tiny(void)
{
	to_vm(victim());
	put_udp(ipv4_of(victim()), 9, TINY);
	send_for_ever(TINY, NULL);
}

static void network_tiny_wire(void)
{
	flood_wire(TINY, NULL);
}

/* A new port, so a new connection, each time. */
static void vary_port(uint32_t turn)
{
	put16(AT_UDP, turn);
	put32(AT_UDP + 4, turn);
}

static void network_connections(void)
{
	to_vm(victim());
	put_ipv4(ipv4_of(victim()), 6, TINY);
	put16(AT_UDP + 2, 80);
	put16(AT_UDP + 12, 0x5002); /* 20 bytes, SYN */
	put16(AT_UDP + 14, 0xffff);
	send_for_ever(TINY, vary_port);
}

/* ---- requests to all, answered or made unicast ---- */

static void put_arp(uint16_t operation, uint32_t sender, uint32_t target)
{
	from_us(FRAME_ARP);
	memcpy(frame + 14, "\x00\x01\x08\x00\x06\x04", 6);
	put16(20, operation);
	put_mac(22, ro_registers->vm_id);
	put32(28, sender);
	memset(frame + 32, 0, 6);
	put32(38, target);
}

static void vary_target(uint32_t turn)
{
	put32(38, ipv4_of(turn & 0xffff));
}

static void network_arp_requests(void)
{
	to_all();
	put_arp(1, ipv4_of(ro_registers->vm_id), 0);
	send_for_ever(ARP_LENGTH, vary_target);
}

static void vary_discovered(uint32_t turn)
{
	put_ipv6(AT_ICMP6 + 8, turn & 0xffff);
}

static void network_nd_requests(void)
{
	to_all();
	put_header6(58, AT_ICMP6 + 24);
	frame[AT_ICMP6] = 135;
	send_for_ever(AT_ICMP6 + 24, vary_discovered);
}

/* A client that declines, to which no server answers. */
static void network_dhcp(void)
{
	to_all();
	put_udp(0xffffffff, 67, 342);
	put16(AT_UDP, 68);
	put32(AT_UDP + 8, 0x01010600);
	put_mac(AT_UDP + 36, ro_registers->vm_id);
	put32(AT_UDP + 244, 0x63825363);
	put32(AT_UDP + 248, 0x350104ff);
	send_for_ever(342, NULL);
}

static void vary_group(uint32_t turn)
{
	put32(AT_UDP + 4, 0xe1000000 | (turn & 0xffffff));
}

static void network_joins(void)
{
	memcpy(frame, "\x01\x00\x5e\x00\x00\x16", 6);
	put_ipv4(0xe0000016, 2, TINY);
	frame[AT_UDP] = 0x16;
	send_for_ever(TINY, vary_group);
}

/* ---- addresses of others ---- */

static void network_forged_mac(void)
{
	to_all();
	put_udp(0xffffffff, 9, TINY);
	put_mac(6, victim());
	send_for_ever(TINY, NULL);
}

static void network_forged_ipv4(void)
{
	to_gateway();
	put_udp(gateway(), 9, TINY);
	put32(AT_IP + 12, ipv4_of(victim()));
	sum_ipv4();
	send_for_ever(TINY, NULL);
}

static void network_forged_ipv6(void)
{
	to_all();
	put_header6(UDP, sizeof frame);
	put_ipv6(AT_IP + 8, victim());
	send_for_ever(sizeof frame, NULL);
}

/* ARP replies to everyone that a neighbour's IPv4 address is its own. */
static void network_forged_arp(void)
{
	to_all();
	put_arp(2, ipv4_of(victim()), ipv4_of(victim()));
	send_for_ever(ARP_LENGTH, NULL);
}

static void network_forged_nd(void)
{
	to_all();
	put_header6(58, AT_ICMP6 + 24);
	frame[AT_ICMP6] = 136;
	put_ipv6(AT_ICMP6 + 8, victim());
	send_for_ever(AT_ICMP6 + 24, NULL);
}

/* It is the router, and the server of addresses. */
static void network_forged_router(void)
{
	to_all();
	put_header6(58, AT_ICMP6 + 16);
	frame[AT_ICMP6] = 134;
	send_for_ever(AT_ICMP6 + 16, NULL);
}

static void network_forged_dhcp(void)
{
	to_all();
	put_udp(0xffffffff, 68, 342);
	put16(AT_UDP, 67);
	put32(AT_UDP + 8, 0x02010600);
	send_for_ever(342, NULL);
}

/* ---- malformed ---- */

static void network_short(void)
{
	to_vm(victim());
	from_us(FRAME_IPV4);
	send_for_ever(DENALI_FRAME_MIN, NULL);
}

/* A good datagram to a neighbour, but for one byte of the IPv4 header. */
static void send_bad(uint32_t at, uint8_t value)
{
	to_vm(victim());
	put_udp(ipv4_of(victim()), 9, TINY);
	frame[at] = value;
	sum_ipv4();
	send_for_ever(TINY, NULL);
}

static void network_bad_version(void)
{
	send_bad(AT_IP, 0x65);
}

static void network_bad_header(void)
{
	send_bad(AT_IP, 0x41);
}

static void network_long_header(void)
{
	send_bad(AT_IP, 0x4f);
}

static void network_bad_length(void)
{
	send_bad(AT_IP + 2, 0xff);
}

static void network_fragments(void)
{
	send_bad(AT_IP + 6, 0x20);
}

static void network_fragment_ends(void)
{
	send_bad(AT_IP + 6, 0x1f);
}

/* Tags and headers of version 6 one after another, to the frame's end. */
static void network_tags(void)
{
	to_vm(victim());
	from_us(0x8100);
	for (uint32_t at = 14; at + 4 <= sizeof frame; at += 4)
		put32(at, 0x00018100);
	send_for_ever(sizeof frame, NULL);
}

static void network_extensions(void)
{
	to_vm(victim());
	put_header6(0, sizeof frame);
	put_ipv6(AT_IP + 24, victim());
	memset(frame + AT_ICMP6, 0, sizeof frame - AT_ICMP6);
	send_for_ever(sizeof frame, NULL);
}

static void vary_all(uint32_t turn)
{
	for (uint32_t at = 14; at < sizeof frame; at++) {
		turn = turn * 1664525u + 1013904223u;
		frame[at] = (uint8_t)(turn >> 24);
	}
}

static void network_noise(void)
{
	to_vm(victim());
	from_us(FRAME_IPV4);
	send_for_ever(sizeof frame, vary_all);
}

#define ENTRY(name)                                                            \
	{                                                                      \
#name, network_##name                                          \
	}

void network(const char *name)
{
	static const struct attack_case cases[] = {
		ENTRY(broadcast),     ENTRY(broadcast_udp),
		ENTRY(neighbour),     ENTRY(wire),
		ENTRY(strangers),     ENTRY(multicast),
		ENTRY(tiny),          ENTRY(tiny_wire),
		ENTRY(connections),   ENTRY(arp_requests),
		ENTRY(nd_requests),   ENTRY(dhcp),
		ENTRY(joins),         ENTRY(forged_mac),
		ENTRY(forged_ipv4),   ENTRY(forged_ipv6),
		ENTRY(forged_arp),    ENTRY(forged_nd),
		ENTRY(forged_router), ENTRY(forged_dhcp),
		ENTRY(short),         ENTRY(bad_version),
		ENTRY(bad_header),    ENTRY(long_header),
		ENTRY(bad_length),    ENTRY(fragments),
		ENTRY(fragment_ends), ENTRY(tags),
		ENTRY(extensions),    ENTRY(noise),
	};

	attack_case(cases, ATTACK_COUNT(cases), name);
}
