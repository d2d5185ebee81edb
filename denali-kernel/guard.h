/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a VM may send: nothing in another's name.
 *
 * Its own MAC address, its own IPv4 address, its own IPv6 addresses (the one it
 * was given; link-local, and with DENALI_NET_SLAAC any prefix, with the
 * interface identifier of its MAC) are all it may claim, in headers as in ARP
 * and neighbour discovery.  It may have no address yet while it asks for one.
 * It may not pose as a DHCP server or a router, and not choose its frames' way.
 */
#ifndef GUARD_H
#define GUARD_H

#include <stdbool.h>
#include <stdint.h>

#include "headers.h"
#include "nic.h"
#include "packet.h"

/* May the VM of this port send this frame, of which these are the headers? */
bool guard_allows(const struct nic_port *port, const uint8_t *frame,
		  const struct headers *headers);

/* May the machine's NIC complete the checksum that the packet asks for?  Only
 * that of a transport protocol in its own field: the NIC writes there after all
 * else has been checked. */
bool guard_allows_checksum(const struct packet *packet,
			   const struct headers *headers);

/* Is this IPv6 address one the VM of this port may use? */
bool guard_owns_ipv6(const struct nic_port *port, const uint8_t *address);

#endif
