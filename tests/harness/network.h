/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A network of this process's own, in which TAP interfaces can be made without
 * touching the machine's.  It is gone when the process and its children are.
 */
#ifndef HARNESS_NETWORK_H
#define HARNESS_NETWORK_H

#include <stdbool.h>

/* Moves this process into a new network namespace, in which the loopback
 * interface is up.  False, with the reason in *why, where the system does not
 * allow it: that takes root, or user namespaces and an open /dev/net/tun. */
bool network_enter(const char **why);

/* Makes a TAP interface, and gives it addresses with their prefix. */
bool network_tap(const char *name, const char *address);
bool network_address(const char *name, const char *address);

/* Leads a range of addresses through the host's router behind the interface,
 * for more instances than this machine remembers neighbours. */
bool network_route(const char *name, const char *range);

/* Gives clients all ports above 1023, as long as the namespace is there. */
bool network_widen_ports(void);

#endif
