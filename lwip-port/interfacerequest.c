/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What ioctl() tells of interfaces.
 */
#include <errno.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <string.h>

#include "lwip/netif.h"

#include "interface.h"
#include "stack.h"

#define LOOPBACK_MTU 65535

/* What <net/if.h> names, so that this is linked. */
const char __interface_requests;

static const struct netif *find(const char *name)
{
	const struct netif *netif;

	NETIF_FOREACH(netif)
	{
		if (strncmp(interface_name(netif), name, IFNAMSIZ) == 0)
			return netif;
	}
	return NULL;
}

static void put_address(struct sockaddr *to, uint32_t address)
{
	struct sockaddr_in whole = { .sin_family = AF_INET,
				     .sin_addr = { address } };

	memcpy(to, &whole, sizeof(whole));
}

static int give_name(struct ifreq *request)
{
	const struct netif *netif;

	NETIF_FOREACH(netif)
	{
		if ((int)interface_index(netif) == request->ifr_ifindex) {
			strcpy(request->ifr_name, interface_name(netif));
			return 0;
		}
	}
	return -ENODEV;
}

static int give_list(struct ifconf *list)
{
	int room = list->ifc_len / (int)sizeof(struct ifreq);
	const struct netif *netif;
	int count = 0;

	NETIF_FOREACH(netif)
	{
		if (list->ifc_req != NULL && count < room) {
			struct ifreq *entry = &list->ifc_req[count];

			memset(entry, 0, sizeof(*entry));
			strcpy(entry->ifr_name, interface_name(netif));
			put_address(&entry->ifr_addr,
				    netif_ip4_addr(netif)->addr);
		}
		if (list->ifc_req == NULL || count < room)
			count++;
	}
	list->ifc_len = count * (int)sizeof(struct ifreq);
	return 0;
}

static int give_hardware(const struct netif *netif, struct sockaddr *to)
{
	memset(to, 0, sizeof(*to));
	to->sa_family = interface_index(netif) == INTERFACE_NIC ?
				ARPHRD_ETHER :
				ARPHRD_LOOPBACK;
	memcpy(to->sa_data, netif->hwaddr, netif->hwaddr_len);
	return 0;
}

static int give(const struct netif *netif, unsigned long what,
		struct ifreq *request)
{
	uint32_t address = netif_ip4_addr(netif)->addr;
	uint32_t mask = netif_ip4_netmask(netif)->addr;

	switch (what) {
	case SIOCGIFFLAGS:
		request->ifr_flags = (short)interface_flags(netif);
		return 0;
	case SIOCGIFINDEX:
		request->ifr_ifindex = (int)interface_index(netif);
		return 0;
	case SIOCGIFMTU:
		request->ifr_mtu = netif->mtu != 0 ? netif->mtu : LOOPBACK_MTU;
		return 0;
	case SIOCGIFHWADDR:
		return give_hardware(netif, &request->ifr_hwaddr);
	default:
		break;
	}
	if (address == 0)
		return -EADDRNOTAVAIL;
	if (what == SIOCGIFNETMASK)
		address = mask;
	else if (what == SIOCGIFBRDADDR)
		address |= ~mask;
	put_address(&request->ifr_addr, address);
	return 0;
}

static int answer(unsigned long what, void *argument)
{
	const struct netif *netif;

	switch (what) {
	case SIOCGIFNAME:
		return give_name(argument);
	case SIOCGIFCONF:
		return give_list(argument);
	case SIOCGIFFLAGS:
	case SIOCGIFADDR:
	case SIOCGIFBRDADDR:
	case SIOCGIFNETMASK:
	case SIOCGIFMTU:
	case SIOCGIFHWADDR:
	case SIOCGIFINDEX:
		netif = find(((struct ifreq *)argument)->ifr_name);
		return netif != NULL ? give(netif, what, argument) : -ENODEV;
	default:
		return -ENOTTY;
	}
}

int interface_request(unsigned long request, void *argument)
{
	int result;

	net_enter();
	result = answer(request, argument);
	net_leave();
	return result;
}
