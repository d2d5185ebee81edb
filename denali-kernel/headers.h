/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Where a frame's headers are.
 *
 * Only three kinds of frame pass the switch: ARP, IPv4 and IPv6.  VLAN tags,
 * frames by length and every other type are refused, since nothing inside them
 * could be checked.  So are IPv6 packets with a route still before them: whom
 * they are for in the end is not what their header says.
 */
#ifndef HEADERS_H
#define HEADERS_H

#include <stdbool.h>
#include <stdint.h>

struct headers {
	uint16_t type;      /* ETHER_* */
	uint8_t protocol;   /* IP: what follows its headers; else 0 */
	uint16_t transport; /* IP: where that starts; 0: in another fragment */
	uint16_t end;       /* IP: where the packet ends */
	bool fragment;      /* IP: a piece of a packet */
};

/* Read and check the headers of a frame of length bytes; nothing past them is
 * read.  False: the frame is none that may pass: cut short, of another type, or
 * its headers contradict each other.
 *
 * When it is true and transport is not 0, then UDP, ICMPv6 and IGMP have their
 * fixed headers before end; ARP is whole. */
bool headers_parse(struct headers *headers, const uint8_t *frame,
		   uint32_t length);

/* A UDP datagram to this port? */
bool headers_udp_to(const struct headers *headers, const uint8_t *frame,
		    uint16_t port);

/* The type of the ICMPv6 message, 0 if it is none. */
uint8_t headers_icmpv6(const struct headers *headers, const uint8_t *frame);

#endif
