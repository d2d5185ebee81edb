/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the supervisor's own VM is.  (A stand-in has its own: own.c of
 * tests/supervisor.)
 */
#ifndef SUPERVISOR_OWN_H
#define SUPERVISOR_OWN_H

#include <stdint.h>

#include <denali/registers.h>

/* Its number. */
uint32_t own_vm(void);
/* Its network: the host's address. */
void own_network(struct denali_network *network);

/* VMs have IPv4 addresses of that block (network byte order), and MAC addresses
 * that begin so and end with those: none need be asked for. */
void own_neighbours(uint32_t ipv4, uint32_t mask, const uint8_t mac[2]);

#endif
