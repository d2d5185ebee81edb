/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Other addresses in a frame, its checksums corrected by the difference
 * (RFC 1624), so that a sum that was wrong is as wrong afterwards.
 */
#ifndef REWRITE_H
#define REWRITE_H

#include "headers.h"
#include "packet.h"

/* One end of a TCP connection or of a UDP datagram. */
struct endpoint {
	const uint8_t *mac;
	const uint8_t *address; /* of the frame's family */
	uint16_t port;
};

/* Put another end in the place of the source, or of the destination, of a TCP
 * segment or UDP datagram that is in one piece, has its whole header, and is
 * nobody else's. */
void rewrite_source(struct packet *packet, const struct headers *headers,
		    const struct endpoint *by);
void rewrite_destination(struct packet *packet, const struct headers *headers,
			 const struct endpoint *by);

/* Put another MAC address in the place of the sender's, also where ARP and
 * neighbour discovery say it once more; and have a DHCP server broadcast its
 * answer, which the client's own MAC address, in the request, no more leads to.
 * guard.h has let the frame pass, and it is nobody else's. */
void rewrite_sender(struct packet *packet, const struct headers *headers,
		    const uint8_t *mac);

#endif
