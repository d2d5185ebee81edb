/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Frames for tests, built header by header.  Checksums are not filled in: the
 * switch does not look at them.
 *
 * A builder starts a frame anew; "add" and "put" calls extend or change the one
 * there is.  Stations are those of world.h by number; numbers from OUTSIDE on
 * are hosts on the wire.
 */
#ifndef TESTS_KERNEL_NET_FRAMES_H
#define TESTS_KERNEL_NET_FRAMES_H

#include <stdbool.h>
#include <stdint.h>

#define OUTSIDE 0xf000u
#define BROADCAST 0xffffu
#define ALL_NODES 0xfffeu  /* 33:33:00:00:00:01 */
#define SOME_GROUP 0xfffdu /* 01:00:5e:01:02:03 */

struct frame {
	uint8_t bytes[2000];
	uint32_t length;
};

void frame_ether(struct frame *frame, uint32_t to, uint32_t from,
		 uint16_t type);
void frame_add(struct frame *frame, const void *bytes, uint32_t length);
void frame_put16(struct frame *frame, uint32_t at, uint16_t value);
void frame_put32(struct frame *frame, uint32_t at, uint32_t value);

/* ARP from a station, in its own name. */
void frame_arp(struct frame *frame, uint32_t to, uint32_t from,
	       uint16_t operation, uint32_t target_ipv4);

/* UDP over IPv4 or IPv6 with so much payload. */
void frame_udp4(struct frame *frame, uint32_t to, uint32_t from,
		uint16_t source, uint16_t destination, uint32_t payload);
void frame_udp6(struct frame *frame, uint32_t to, uint32_t from,
		uint16_t source, uint16_t destination, uint32_t payload);

/* IPv6 with any next header and payload. */
void frame_ipv6(struct frame *frame, uint32_t to, uint32_t from, uint8_t next,
		const void *payload, uint32_t length);

/* An ICMPv6 message of size bytes, zero but for its type. */
void frame_icmpv6(struct frame *frame, uint32_t to, uint32_t from, uint8_t type,
		  uint32_t size);

/* Neighbour solicitation or advertisement about a station's address, with one
 * option (1: source, 2: target MAC) that holds another station's MAC; no option
 * if kind is 0. */
void frame_neighbour(struct frame *frame, uint32_t to, uint32_t from,
		     uint8_t type, uint32_t target, uint8_t kind,
		     uint32_t mac_of);

/* A DHCP server's message (type 5: acknowledgement) to a station. */
void frame_dhcp(struct frame *frame, uint32_t to, uint32_t from,
		uint32_t client, uint8_t type, uint32_t address);

/* Where frame_udp4 has its payload, frame_icmpv6 its message. */
#define FRAME_UDP4_PAYLOAD (14 + 20 + 8)
#define FRAME_ICMPV6 (14 + 40)

/* The link-local address formed from a station's MAC, with any prefix. */
void frame_formed_address(uint32_t station, uint16_t prefix,
			  uint8_t address[16]);

#endif
