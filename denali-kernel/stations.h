/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Who is at which address: tables from MAC, IPv4 and IPv6 addresses to VMs.
 *
 * Finding takes the same time with ten VMs as with ten thousand.  Where two VMs
 * were given the same address, the one that was added last is found.
 */
#ifndef STATIONS_H
#define STATIONS_H

#include <stdbool.h>
#include <stdint.h>

#include <denali/registers.h>

#include "link.h"

struct vm;

/* Every VM that is attached (by nic.all), and those of them that have joined a
 * multicast group (by nic.members). */
extern struct link stations_all, stations_members;

/* How many there are in each. */
uint32_t stations_count(void);
uint32_t stations_member_count(void);

#define STATIONS_TABLES 3

/* Use zeroed memory for STATIONS_TABLES tables of so many pointers each; count
 * is a power of two, 2 or more. */
void stations_init(void *memory, uint32_t count);

/* Add a VM whose addresses stand in its nic; remove it. */
void stations_add(struct vm *vm);
void stations_remove(struct vm *vm);

/* A null pointer: nobody.  Addresses are read at any alignment. */
struct vm *stations_by_mac(const uint8_t *mac);
struct vm *stations_by_ipv4(uint32_t address); /* network byte order */
/* By the address a VM was given, or that it may form from its MAC. */
struct vm *stations_by_ipv6(const uint8_t *address);

/* Has a VM, other than this one (null: any), one of these addresses? */
bool stations_others(const struct denali_network *network, const struct vm *vm);

/* A VM's IPv4 address has become known, or another; 0: it has none. */
void stations_set_ipv4(struct vm *vm, uint32_t address);

/* A VM has joined a multicast group. */
void stations_join(struct vm *vm);

#endif
