/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Interfaces as programs see them.
 */
#ifndef LWIP_PORT_INTERFACE_H
#define LWIP_PORT_INTERFACE_H

struct ifreq;
struct netif;

#define INTERFACE_LOOPBACK 1
#define INTERFACE_NIC 2

unsigned int interface_index(const struct netif *netif);
const char *interface_name(const struct netif *netif);

/* IFF_* of <net/if.h>. */
unsigned int interface_flags(const struct netif *netif);

/* What ioctl() asks (SIOCGIF*); takes the core lock.  -ENODEV,
 * -EADDRNOTAVAIL, -ENOTTY.  Weak where it is called: it is linked into programs
 * that include <net/if.h>. */
int interface_request(unsigned long request, void *argument)
	__attribute__((weak));

#endif
