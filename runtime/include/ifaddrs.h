/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The addresses of the VM's interfaces: an entry for each, IPv4's and IPv6's.
 */
#ifndef _IFADDRS_H
#define _IFADDRS_H

#include <sys/cdefs.h>
#include <sys/socket.h>

struct ifaddrs {
	struct ifaddrs *ifa_next;
	char *ifa_name;
	unsigned int ifa_flags; /* IFF_* of <net/if.h> */
	struct sockaddr *ifa_addr;
	struct sockaddr *ifa_netmask;
	struct sockaddr *ifa_broadaddr; /* NULL: none */
	void *ifa_data;                 /* NULL */
};
#define ifa_dstaddr ifa_broadaddr

__BEGIN_DECLS

/* -1: ENOBUFS. */
int getifaddrs(struct ifaddrs **);
void freeifaddrs(struct ifaddrs *);

__END_DECLS

#endif
