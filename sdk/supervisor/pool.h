/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The addresses that VMs have: those of config.pool that are neither the host's
 * nor its router's.  An address that was given back is the last to be given
 * again.  With config.pool6 each has an IPv6 address besides, as far behind
 * the beginning of that prefix as the other is behind its own.
 */
#ifndef SUPERVISOR_POOL_H
#define SUPERVISOR_POOL_H

#include <stdbool.h>
#include <stdint.h>

#include <denali/registers.h>

/* After config_read.  False: no memory. */
bool pool_open(void);

/* A free address, network byte order; 0: there is none. */
uint32_t pool_take(void);
/* That one; false: it is taken, or not in the pool. */
bool pool_take_one(uint32_t ipv4);
void pool_give(uint32_t ipv4);

/* The IPv6 address that goes with it; false: there is none. */
bool pool_ipv6(uint32_t ipv4, uint8_t ipv6[16]);

/* The network of a VM with that address. */
void pool_network(uint32_t ipv4, struct denali_network *network);

#endif
