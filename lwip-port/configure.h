/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The NIC's addresses, from the registers: fixed ones, DHCP, IPv6
 * autoconfiguration; and its checksum abilities.
 */
#ifndef LWIP_PORT_CONFIGURE_H
#define LWIP_PORT_CONFIGURE_H

#include <stdbool.h>
#include <stdint.h>

#include "lwip/netif.h"

/* Configures the interface and sets it up. */
void net_configure(struct netif *netif);

/* Tells lwIP's resolver of the DNS servers in the registers. */
void net_configure_dns(void);

/* Waits until DHCP has found an IPv4 address, if it is under way; 10 seconds at
 * most.  With the core lock held, which is released meanwhile. */
void net_await_address(void);

#endif
