/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * In the way of lwIP's address resolution, for programs that say so.
 */
#include <string.h>

#include <ilwaco/neighbours.h>

#include "lwip/etharp.h"
#include "netif/ethernet.h"

#include "nic.h"
#include "stack.h"

static struct ilw_neighbours known;

static bool is_known(struct netif *netif, const ip4_addr_t *to)
{
	if (((to->addr ^ known.ipv4) & known.mask) != 0 ||
	    ip4_addr_ismulticast(to) || ip4_addr_isbroadcast(to, netif))
		return false;
	for (int i = 0; i < 4; i++)
		if (known.except[i] == to->addr)
			return false;
	return true;
}

static err_t output(struct netif *netif, struct pbuf *p, const ip4_addr_t *to)
{
	struct eth_addr from, mac;

	if (!is_known(netif, to))
		return etharp_output(netif, p, to);
	memcpy(from.addr, netif->hwaddr, sizeof from.addr);
	memcpy(mac.addr, known.mac, sizeof known.mac);
	memcpy(mac.addr + sizeof known.mac, &to->addr, sizeof to->addr);
	return ethernet_output(netif, p, &from, &mac, ETHTYPE_IP);
}

void ilw_neighbours_derive(const struct ilw_neighbours *neighbours)
{
	net_enter();
	known = *neighbours;
	net_nic.output = output;
	net_leave();
}
