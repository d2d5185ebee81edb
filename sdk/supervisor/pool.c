/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "pool.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "own.h"

/* A VM's MAC address: these, and its IPv4 address. */
static const uint8_t mac_start[2] = { 0x02, 0x0d };

#define BITS_MIN 12 /* 2^20 addresses are more than there can be VMs */

static struct {
	struct denali_network own;
	uint32_t first, count; /* host byte order */
	uint32_t next, free;
	uint8_t *taken; /* a bit each */
} pool;

static bool is_taken(uint32_t index)
{
	return pool.taken[index / 8] >> index % 8 & 1;
}

static void take(uint32_t index)
{
	pool.taken[index / 8] |= (uint8_t)(1u << index % 8);
	pool.free--;
}

/* The index of an address; pool.count: it is not in the pool. */
static uint32_t index_of(uint32_t ipv4)
{
	uint32_t index = ntohl(ipv4) - pool.first;

	return index < pool.count ? index : pool.count;
}

bool pool_open(void)
{
	unsigned bits = config.pool.prefix;
	uint32_t first;

	free(pool.taken);
	memset(&pool, 0, sizeof pool);
	own_network(&pool.own);
	if (config.pool.family != AF_INET)
		return true;
	bits = bits < BITS_MIN ? BITS_MIN : bits;
	memcpy(&first, config.pool.bytes, sizeof first);
	pool.count = UINT32_C(1) << (32 - bits);
	pool.first = ntohl(first) & ~(pool.count - 1);
	pool.free = pool.count;
	pool.taken = calloc(pool.count / 8 + 1, 1);
	if (pool.taken == NULL)
		return false;
	if (bits < 31) {
		pool_take_one(htonl(pool.first));
		pool_take_one(htonl(pool.first + pool.count - 1));
	}
	pool_take_one(pool.own.ipv4);
	pool_take_one(pool.own.ipv4_gateway);
	pool_take_one(pool.own.ipv4_dns[0]);
	pool_take_one(pool.own.ipv4_dns[1]);
	own_neighbours(htonl(pool.first), htonl(~(pool.count - 1)), mac_start);
	return true;
}

uint32_t pool_take(void)
{
	if (pool.free == 0)
		return 0;
	while (is_taken(pool.next))
		pool.next = (pool.next + 1) % pool.count;
	take(pool.next);
	return htonl(pool.first + pool.next);
}

bool pool_take_one(uint32_t ipv4)
{
	uint32_t index = index_of(ipv4);

	if (index == pool.count || is_taken(index))
		return false;
	take(index);
	return true;
}

void pool_give(uint32_t ipv4)
{
	uint32_t index = index_of(ipv4);

	if (index == pool.count || !is_taken(index))
		return;
	pool.taken[index / 8] &= (uint8_t) ~(1u << index % 8);
	pool.free++;
	/* Others first: frames for whoever had it may be on their way. */
	if (pool.next == index)
		pool.next = (pool.next + 1) % pool.count;
}

static bool is_own(const uint8_t ipv6[16])
{
	return memcmp(ipv6, pool.own.ipv6, 16) == 0 ||
	       memcmp(ipv6, pool.own.ipv6_gateway, 16) == 0 ||
	       memcmp(ipv6, pool.own.ipv6_dns, 16) == 0;
}

bool pool_ipv6(uint32_t ipv4, uint8_t ipv6[16])
{
	struct cidr first, address;
	uint32_t index = index_of(ipv4);

	if (config.pool6.family != AF_INET6 || index == pool.count)
		return false;
	first = cidr_network(&config.pool6);
	if (!cidr_add(&first, index, &address) ||
	    !cidr_contains(&config.pool6, &address) ||
	    !cidr_is_host(&address) || is_own(address.bytes))
		return false;
	memcpy(ipv6, address.bytes, 16);
	return true;
}

static void add_ipv6(struct denali_network *network)
{
	if (!pool_ipv6(network->ipv4, network->ipv6))
		return;
	network->ipv6_prefix = pool.own.ipv6_prefix;
	memcpy(network->ipv6_gateway, pool.own.ipv6_gateway, 16);
	memcpy(network->ipv6_dns, pool.own.ipv6_dns, 16);
}

void pool_network(uint32_t ipv4, struct denali_network *network)
{
	*network = (struct denali_network){
		.flags = DENALI_NET_PRESENT,
		.mtu = pool.own.mtu,
		.mac = { mac_start[0], mac_start[1] },
		.ipv4 = ipv4,
		.ipv4_gateway = pool.own.ipv4_gateway,
		.ipv4_dns = { pool.own.ipv4_dns[0], pool.own.ipv4_dns[1] },
		.ipv4_prefix = pool.own.ipv4_prefix
	};
	memcpy(network->mac + sizeof mac_start, &ipv4, sizeof ipv4);
	add_ipv6(network);
}
