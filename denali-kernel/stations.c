/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Address tables: buckets of VMs, chained through their ports.  The addresses
 * are the host's choice, so nobody can make a chain long.
 */
#include "stations.h"

#include "guard.h"
#include "log.h"
#include "vm.h"
#include "wire.h"

struct link stations_all = { &stations_all, &stations_all };
struct link stations_members = { &stations_members, &stations_members };

static struct vm **by_mac, **by_ipv4, **by_ipv6;
static unsigned hash_shift;
static uint32_t all_count, member_count;

uint32_t stations_count(void)
{
	return all_count;
}

uint32_t stations_member_count(void)
{
	return member_count;
}

void stations_init(void *memory, uint32_t count)
{
	ensure(count >= 2 && !(count & (count - 1)));
	by_mac = memory;
	by_ipv4 = by_mac + count;
	by_ipv6 = by_ipv4 + count;
	hash_shift = 32;
	while (count >>= 1)
		hash_shift--;
}

/* The top bits of a product with the golden ratio are well mixed, also for
 * addresses that count up. */
static uint32_t hash(uint32_t value)
{
	return value * 0x9e3779b1u >> hash_shift;
}

static struct vm **mac_bucket(const uint8_t *mac)
{
	return &by_mac[hash(load32(mac + 2) ^ load16(mac))];
}

static struct vm **ipv4_bucket(uint32_t address)
{
	return &by_ipv4[hash(address)];
}

static struct vm **ipv6_bucket(const uint8_t *address)
{
	return &by_ipv6[hash(load32(address + 12) ^ load32(address + 8) ^
			     load32(address + 4))];
}

static void remove_ipv4(struct vm *vm)
{
	struct vm **at;

	if (!vm->nic.ipv4)
		return;
	for (at = ipv4_bucket(vm->nic.ipv4); *at != vm;)
		at = &(*at)->nic.ipv4_next;
	*at = vm->nic.ipv4_next;
}

static void add_ipv4(struct vm *vm)
{
	struct vm **bucket = ipv4_bucket(vm->nic.ipv4);

	if (!vm->nic.ipv4)
		return;
	vm->nic.ipv4_next = *bucket;
	*bucket = vm;
}

void stations_add(struct vm *vm)
{
	struct nic_port *port = &vm->nic;
	struct vm **bucket = mac_bucket(port->mac);

	port->mac_next = *bucket;
	*bucket = vm;
	add_ipv4(vm);
	if (!ipv6_zero(port->ipv6)) {
		bucket = ipv6_bucket(port->ipv6);
		port->ipv6_next = *bucket;
		*bucket = vm;
	}
	link_append(&stations_all, &port->all);
	all_count++;
}

void stations_remove(struct vm *vm)
{
	struct nic_port *port = &vm->nic;
	struct vm **at;

	for (at = mac_bucket(port->mac); *at != vm;)
		at = &(*at)->nic.mac_next;
	*at = port->mac_next;
	remove_ipv4(vm);
	if (!ipv6_zero(port->ipv6)) {
		for (at = ipv6_bucket(port->ipv6); *at != vm;)
			at = &(*at)->nic.ipv6_next;
		*at = port->ipv6_next;
	}
	link_remove(&port->all);
	all_count--;
	if (link_used(&port->members)) {
		link_remove(&port->members);
		member_count--;
	}
}

struct vm *stations_by_mac(const uint8_t *mac)
{
	struct vm *vm = *mac_bucket(mac);

	while (vm && !mac_equal(vm->nic.mac, mac))
		vm = vm->nic.mac_next;
	return vm;
}

struct vm *stations_by_ipv4(uint32_t address)
{
	struct vm *vm;

	if (!address)
		return NULL;
	vm = *ipv4_bucket(address);
	while (vm && vm->nic.ipv4 != address)
		vm = vm->nic.ipv4_next;
	return vm;
}

/* The VM from whose MAC the address's interface identifier was formed. */
static struct vm *by_interface(const uint8_t *address)
{
	const uint8_t *id = address + 8;
	uint8_t mac[6] = { id[0] ^ 2, id[1], id[2], id[5], id[6], id[7] };
	struct vm *vm;

	if (id[3] != 0xff || id[4] != 0xfe)
		return NULL;
	vm = stations_by_mac(mac);
	return vm && guard_owns_ipv6(&vm->nic, address) ? vm : NULL;
}

struct vm *stations_by_ipv6(const uint8_t *address)
{
	struct vm *vm = *ipv6_bucket(address);

	while (vm && !ipv6_equal(vm->nic.ipv6, address))
		vm = vm->nic.ipv6_next;
	return vm ? vm : by_interface(address);
}

static bool other(const struct vm *found, const struct vm *vm)
{
	return found && found != vm;
}

bool stations_others(const struct denali_network *network, const struct vm *vm)
{
	return (network->flags & DENALI_NET_PRESENT) &&
	       (other(stations_by_mac(network->mac), vm) ||
		other(stations_by_ipv4(network->ipv4), vm) ||
		(!ipv6_zero(network->ipv6) &&
		 other(stations_by_ipv6(network->ipv6), vm)));
}

void stations_set_ipv4(struct vm *vm, uint32_t address)
{
	remove_ipv4(vm);
	vm->nic.ipv4 = address;
	add_ipv4(vm);
}

void stations_join(struct vm *vm)
{
	if (link_used(&vm->nic.members))
		return;
	link_append(&stations_members, &vm->nic.members);
	member_count++;
}
