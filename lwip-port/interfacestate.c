/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * lwIP's interfaces as programs see them.
 */
#include <net/if.h>

#include "lwip/netif.h"

#include "interface.h"
#include "nic.h"

unsigned int interface_index(const struct netif *netif)
{
	return netif == &net_nic ? INTERFACE_NIC : INTERFACE_LOOPBACK;
}

const char *interface_name(const struct netif *netif)
{
	return netif == &net_nic ? "eth0" : "lo";
}

unsigned int interface_flags(const struct netif *netif)
{
	unsigned int flags = 0;

	if (netif_is_up(netif))
		flags |= IFF_UP;
	if (netif_is_link_up(netif))
		flags |= IFF_RUNNING;
	return flags | (netif == &net_nic ? IFF_BROADCAST : IFF_LOOPBACK);
}
