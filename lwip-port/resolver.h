/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Host names, by lwIP's resolver.
 */
#ifndef LWIP_PORT_RESOLVER_H
#define LWIP_PORT_RESOLVER_H

#include <stdbool.h>

#include "lwip/ip_addr.h"

/* Looks a name up: an address of the kind asked for, of IPv4 or IPv6.  Takes
 * the core lock, blocks.  0, or EAI_NONAME, EAI_AGAIN, EAI_FAIL, which
 * netdb.h explains. */
int resolver_look_up(const char *name, bool ip6, ip_addr_t *address);

/* Whether the VM has an IPv4 address besides the loopback's. */
bool resolver_has_ip4(void);

/* Whether the VM has an IPv6 address that reaches beyond the link. */
bool resolver_has_ip6(void);

#endif
