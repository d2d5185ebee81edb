/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A host on the wire, 10.0.0.2, that speaks as tests tell it to.
 */
#ifndef TESTS_LWIP_PEER_H
#define TESTS_LWIP_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fake.h"

#define PEER_FIN 1
#define PEER_SYN 2
#define PEER_RST 4
#define PEER_PSH 8
#define PEER_ACK 16

/* A connection as the peer sees it. */
struct peer {
	uint16_t port;
	uint16_t vm_port;
	uint32_t next;          /* what it says next */
	uint32_t seen;          /* what it has acknowledged */
	uint16_t window;        /* as the field has it; 0: the most */
	const uint8_t *options; /* of the next segment alone */
	size_t options_length;  /* a multiple of 4 */
};

/* A segment from the VM. */
struct segment {
	uint8_t flags;
	uint32_t sequence, acknowledgement;
	uint16_t window;
	size_t options_length;
	uint8_t options[40];
	size_t length;
	uint8_t data[1460];
	bool checksum_right;
	bool asked_checksum;
};

/* Makes itself known by ARP; peer_arrive takes the answer too. */
void peer_ask(void);
void peer_arrive(void);

/* Says something; next moves on. */
void peer_say(struct peer *peer, uint8_t flags, const void *data,
	      size_t length);
/* The same with a checksum that is wrong, and nobody vouches for. */
void peer_say_wrongly(struct peer *peer, uint8_t flags, const void *data,
		      size_t length);

/* The next segment to the peer's port; others are skipped.  False: none. */
bool peer_hear(struct peer *peer, struct segment *segment);

/* A socket of the VM that listens on port 80 and does not block. */
int peer_service(void);

/* Opens a connection to the VM's port. */
void peer_open(struct peer *peer, uint16_t port, uint16_t vm_port,
	       uint32_t sequence);

/* The text of an option of a segment; NULL: it has none of this kind. */
const uint8_t *segment_option(const struct segment *segment, uint8_t kind);

/* One piece of a packet of UDP, of IPv4 or IPv6 (from fd00::2); offset: a
 * multiple of 8. */
void peer_send_piece(const void *data, size_t length, size_t offset, bool more);
void peer_send_piece6(const void *data, size_t length, size_t offset,
		      bool more);

/* A packet of ICMPv6, from fe80::2 to all nodes. */
void peer_send_icmp6(uint8_t *packet, size_t length);

/* A packet of UDP, from a port to a port, with a checksum that is right for
 * IPv6. */
void peer_make_udp(uint8_t *packet, uint16_t from, uint16_t to,
		   const void *data, size_t length);

/* Sends an echo request; whether the answer came. */
bool peer_ping(void);

#endif
