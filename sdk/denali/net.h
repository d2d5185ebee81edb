/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The network of one run: what the VMs are told, and what QEMU is told.
 *
 * User networking is a small network inside QEMU: a gateway that is also the
 * host (.2.2 or ::2), a name server (.2.3), and the instances from .2.15 and
 * ::15 on, in a prefix as wide as it takes.  Connections from outside reach
 * an instance only through forwarded ports, bound to 127.0.0.1.
 *
 * A TAP interface is a wire to this machine, which must exist and be ours to
 * open; it is opened here, so that what is wrong with it can be said clearly.
 */
#ifndef DENALI_CMD_NET_H
#define DENALI_CMD_NET_H

#include <denali/registers.h>

#include "buffer.h"
#include "options.h"

struct net {
	struct denali_network first; /* instance 0's; see <denali/plan.h> */
	struct buffer netdev;        /* QEMU's -netdev, a string; empty: none */
	int tap;                     /* descriptor QEMU inherits; -1: none */
};

/* Work out the network and check all that can be busy or missing.  Returns 0,
 * or prints an error and returns STATUS_ERROR.  Close it in both cases. */
int net_open(struct net *net, const struct run_options *options);
void net_close(struct net *net);

/* The network of instance 0 of a host that boots by itself: what --addr says,
 * with the first address of its prefix for a gateway, or what it is given by
 * DHCP.  The MAC address is random.  Returns as net_open does. */
int net_of_medium(struct denali_network *network,
		  const struct run_options *options);

#endif
