/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * lwIP's address resolution is compiled as part of this file: its table cannot
 * be seen from elsewhere.
 */
#include "neighbours.h"

#include <stdbool.h>

#include "../core/ipv4/etharp.c"

/* Whose turn it is.  Whoever comes next gets the place that was freed, so that
 * places are freed in the order in which they were taken. */
static unsigned int hand;

static bool is_full(void)
{
	for (unsigned int i = 0; i < ARP_TABLE_SIZE; i++)
		if (arp_table[i].state == ETHARP_STATE_EMPTY)
			return false;
	return true;
}

void net_neighbours_make_room(ip4_addr_t asked)
{
	if (!is_full())
		return;
	for (unsigned int i = 0; i < ARP_TABLE_SIZE; i++) {
		unsigned int place = hand++ % ARP_TABLE_SIZE;

		if (arp_table[place].state == ETHARP_STATE_PENDING &&
		    arp_table[place].ipaddr.addr != asked.addr) {
			etharp_free_entry((int)place);
			return;
		}
	}
}
