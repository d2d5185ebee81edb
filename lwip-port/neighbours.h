/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Neighbours of IPv4, and who of them is forgotten.
 *
 * lwIP's table is small.  When it is full, lwIP takes the place of the
 * neighbour it has heard of longest ago for whomever it asks for next; somebody
 * on the link who sends from addresses that nobody has would have it forget all
 * who are in use.  So a place is kept free as long as there are neighbours that
 * have not answered: of these the one that was asked for first is forgotten.
 */
#ifndef LWIP_PORT_NEIGHBOURS_H
#define LWIP_PORT_NEIGHBOURS_H

#include "lwip/ip4_addr.h"

/* To be called after whatever may have taken a place: a frame of ARP came, or a
 * neighbour was asked for, who is not forgotten now. */
void net_neighbours_make_room(ip4_addr_t asked);

#endif
