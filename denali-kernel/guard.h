/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a VM may send: nothing in another's name.
 *
 * Its own MAC address, its own IPv4 address, its own IPv6 addresses (the one it
 * was given; link-local, and with DENALI_NET_SLAAC any prefix, with the
 * interface identifier of its MAC) are all it may claim, in headers as in ARP
 * and neighbour discovery.  It may have no address yet while it asks for one.
 * It may not pose as a DHCP server or a router.
 */
#ifndef GUARD_H
#define GUARD_H

#include <stdbool.h>
#include <stdint.h>

#include "headers.h"
#include "nic.h"

/* May the VM of this port send this frame, of which these are the headers? */
bool guard_allows(const struct nic_port *port, const uint8_t *frame,
		  const struct headers *headers);

/* Is this IPv6 address one the VM of this port may use? */
bool guard_owns_ipv6(const struct nic_port *port, const uint8_t *address);

#endif
