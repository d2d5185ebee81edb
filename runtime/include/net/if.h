/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Names of network interfaces.  A VM has at most "lo" (index 1) and "eth0"
 * (index 2).
 */
#ifndef _NET_IF_H
#define _NET_IF_H

#include <sys/cdefs.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#define IF_NAMESIZE 16
#define IFNAMSIZ IF_NAMESIZE

#define IFF_UP 0x1
#define IFF_BROADCAST 0x2
#define IFF_LOOPBACK 0x8
#define IFF_RUNNING 0x40
#define IFF_MULTICAST 0x1000

/* For ioctl() on any Internet socket; SIOCGIFCONF gives IPv4's addresses. */
struct ifreq {
	char ifr_name[IFNAMSIZ];
	union {
		struct sockaddr ifru_addr;
		short ifru_flags;
		int ifru_ivalue;
	} ifr_ifru;
};
#define ifr_addr ifr_ifru.ifru_addr
#define ifr_dstaddr ifr_ifru.ifru_addr
#define ifr_broadaddr ifr_ifru.ifru_addr
#define ifr_netmask ifr_ifru.ifru_addr
#define ifr_hwaddr ifr_ifru.ifru_addr /* six bytes in sa_data */
#define ifr_flags ifr_ifru.ifru_flags
#define ifr_mtu ifr_ifru.ifru_ivalue
#define ifr_ifindex ifr_ifru.ifru_ivalue

struct ifconf {
	int ifc_len; /* bytes: room, then how many were used */
	union {
		char *ifcu_buf;
		struct ifreq *ifcu_req;
	} ifc_ifcu;
};
#define ifc_buf ifc_ifcu.ifcu_buf
#define ifc_req ifc_ifcu.ifcu_req

/* Has the linker find what answers such requests. */
__asm__(".globl __interface_requests");

struct if_nameindex {
	unsigned int if_index;
	char *if_name;
};

__BEGIN_DECLS

unsigned int if_nametoindex(const char *);
char *if_indextoname(unsigned int, char *);
struct if_nameindex *if_nameindex(void);
void if_freenameindex(struct if_nameindex *);

__END_DECLS

#endif
