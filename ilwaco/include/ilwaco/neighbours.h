/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Neighbours that need not be asked for by ARP, since their MAC addresses are
 * made of their IPv4 addresses: for a VM that gave them both, and talks to more
 * of them than the network stack remembers.
 */
#ifndef ILWACO_NEIGHBOURS_H
#define ILWACO_NEIGHBOURS_H

#include <stdint.h>

struct ilw_neighbours {
	uint32_t ipv4, mask; /* a block of addresses; network byte order */
	uint32_t except[4];  /* addresses in it that are asked for; 0: none */
	uint8_t mac[2];      /* the first octets; the address is the others */
};

/* From now on, in the place of what was said before.  The description is
 * copied. */
void ilw_neighbours_derive(const struct ilw_neighbours *neighbours);

#endif
