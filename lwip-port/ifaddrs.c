/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * getifaddrs: the interfaces' addresses, each in one block.
 */
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "lwip/netif.h"

#include "interface.h"
#include "stack.h"
#include "syscall.h"

/* lwIP takes every IPv6 network to be of 64 bits, but the loopback's. */
#define PREFIX6_BYTES 8

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

struct node {
	struct ifaddrs entry;
	union address address, mask, broadcast;
	char name[IF_NAMESIZE];
};

/* The end of a list that grows. */
struct end {
	struct ifaddrs **last;
};

static struct node *add(struct end *end, const struct netif *netif)
{
	struct node *node = calloc(1, sizeof(*node));

	if (node == NULL)
		return NULL;
	strcpy(node->name, interface_name(netif));
	node->entry = (struct ifaddrs){
		.ifa_name = node->name,
		.ifa_flags = interface_flags(netif),
		.ifa_addr = &node->address.any,
		.ifa_netmask = &node->mask.any,
	};
	*end->last = &node->entry;
	end->last = &node->entry.ifa_next;
	return node;
}

static void put4(union address *to, uint32_t address)
{
	to->v4.sin_family = AF_INET;
	to->v4.sin_addr.s_addr = address;
}

static int add4(struct end *end, const struct netif *netif)
{
	uint32_t address = netif_ip4_addr(netif)->addr;
	uint32_t mask = netif_ip4_netmask(netif)->addr;
	struct node *node;

	if (address == 0)
		return 0;
	node = add(end, netif);
	if (node == NULL)
		return -ENOBUFS;
	put4(&node->address, address);
	put4(&node->mask, mask);
	if ((node->entry.ifa_flags & IFF_BROADCAST) != 0) {
		put4(&node->broadcast, address | ~mask);
		node->entry.ifa_broadaddr = &node->broadcast.any;
	}
	return 0;
}

static int add6(struct end *end, const struct netif *netif, int index)
{
	const ip6_addr_t *address = netif_ip6_addr(netif, index);
	struct sockaddr_in6 *to;
	struct node *node;

	if (!ip6_addr_isvalid(netif_ip6_addr_state(netif, index)))
		return 0;
	node = add(end, netif);
	if (node == NULL)
		return -ENOBUFS;
	to = &node->address.v6;
	to->sin6_family = node->mask.v6.sin6_family = AF_INET6;
	memcpy(&to->sin6_addr, address->addr, sizeof(to->sin6_addr));
	if (ip6_addr_islinklocal(address))
		to->sin6_scope_id = interface_index(netif);
	memset(&node->mask.v6.sin6_addr, 0xff,
	       ip6_addr_isloopback(address) ? sizeof(to->sin6_addr) :
					      PREFIX6_BYTES);
	return 0;
}

static int add_all(struct end *end)
{
	const struct netif *netif;
	int result;

	NETIF_FOREACH(netif)
	{
		result = add4(end, netif);
		for (int i = 0; result == 0 && i < LWIP_IPV6_NUM_ADDRESSES; i++)
			result = add6(end, netif, i);
		if (result < 0)
			return result;
	}
	return 0;
}

int getifaddrs(struct ifaddrs **list)
{
	struct end end = { list };
	int result;

	*list = NULL;
	net_enter();
	result = add_all(&end);
	net_leave();
	if (result < 0) {
		freeifaddrs(*list);
		*list = NULL;
	}
	return (int)syscall_result(result);
}

void freeifaddrs(struct ifaddrs *list)
{
	while (list != NULL) {
		struct ifaddrs *next = list->ifa_next;

		free(list);
		list = next;
	}
}
