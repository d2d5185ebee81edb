/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * lwIP's configuration.  What is not mentioned is as lwIP has it.
 *
 * Guiding rules: sockets sit directly on the callback interface, so lwIP's own
 * threads, sockets and timers are off; everything of unknown number comes from
 * the heap, so that an idle service touches few pages and a busy one has no
 * arbitrary limit; checksums are left to the NIC where it offers to.
 */
#ifndef LWIP_PORT_LWIPOPTS_H
#define LWIP_PORT_LWIPOPTS_H

/* Structure: see stack.h. */
#define NO_SYS 1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_NETCONN 0
#define LWIP_SOCKET 0
#define LWIP_TIMERS 1
#define LWIP_TIMERS_CUSTOM 1 /* timer.c */
#define LWIP_HOOK_FILENAME "hooks.h"

/* The address structures are ours. */
#define LWIP_SOCKET_EXTERNAL_HEADERS 1
#define LWIP_SOCKET_EXTERNAL_HEADER_INET_H <arpa/inet.h>
#define LWIP_SOCKET_EXTERNAL_HEADER_SOCKETS_H <sys/socket.h>

/* Memory: memory.c. */
#define MEM_ALIGNMENT 4
#define MEM_LIBC_MALLOC 1
#define MEMP_MEM_MALLOC 1
#define LWIP_SUPPORT_CUSTOM_PBUF 1

/* Protocols. */
#define LWIP_IPV4 1
#define LWIP_IPV6 1
#define LWIP_ICMP 1
#define LWIP_UDP 1
#define LWIP_TCP 1
#define LWIP_DNS 1
#define LWIP_DHCP 1
#define LWIP_RAW 0
#define LWIP_IGMP 0
#define LWIP_IPV6_MLD 0
#define LWIP_IPV6_DHCP6 0
#define LWIP_STATS 0
#define PPP_SUPPORT 0

/* Interfaces: one NIC and the loopback. */
#define LWIP_HAVE_LOOPIF 1
#define LWIP_NETIF_LOOPBACK 1
#define LWIP_LOOPBACK_MAX_PBUFS 512
#define LWIP_NETIF_HWADDRHINT 1
#define LWIP_NETIF_STATUS_CALLBACK 1
#define LWIP_CHECKSUM_CTRL_PER_NETIF 1
#define PBUF_LINK_HLEN 14
#define ETH_PAD_SIZE 0

/* IPv4. */
#define ARP_TABLE_SIZE 32
#define ARP_QUEUEING 1
#define ARP_QUEUE_LEN 64
#define ETHARP_TABLE_MATCH_NETIF 0
/* What a datagram of 64 KiB takes over Ethernet, and no more: with IPv6, lwIP
 * lets the sum of more overflow. */
#define IP_REASS_MAX_PBUFS 45
#define IP_SOF_BROADCAST 1
#define DHCP_CREATE_RAND_XID 1
#define LWIP_DHCP_DOES_ACD_CHECK 0
#define DHCP_DOES_ARP_CHECK 1
#define LWIP_DHCP_MAX_DNS_SERVERS 2

/* IPv6.  With one NIC an address needs no zone. */
#define LWIP_IPV6_SCOPES 0
#define LWIP_IPV6_NUM_ADDRESSES 4
#define LWIP_ND6_NUM_NEIGHBORS 16
#define LWIP_ND6_NUM_DESTINATIONS 16
#define LWIP_ND6_RDNSS_MAX_DNS_SERVERS 1
#define LWIP_IPV6_DUP_DETECT_ATTEMPTS 1
#define LWIP_ND6_ALLOW_RA_UPDATES 1

/* DNS. */
#define DNS_TABLE_SIZE 8
#define DNS_MAX_TTL 3600
#define DNS_MAX_SERVERS 3
#define LWIP_DNS_SUPPORT_MDNS_QUERIES 0

/* TCP.  The window is what a burst may bring before we run again; the NIC's
 * ring and the kernel's queue hold about that many frames. */
#define TCP_MSS 1460
#define LWIP_WND_SCALE 1
#define TCP_RCV_SCALE 2
#define TCP_WND (44 * TCP_MSS)
#define TCP_SND_BUF (64 * TCP_MSS)
#define TCP_SND_QUEUELEN 512
#define TCP_QUEUE_OOSEQ 1
#define TCP_OOSEQ_MAX_PBUFS 64
#define LWIP_TCP_SACK_OUT 1
#define TCP_LISTEN_BACKLOG 1
#define TCP_DEFAULT_LISTEN_BACKLOG 0xff
#define LWIP_TCP_KEEPALIVE 1
#define SO_REUSE 1
#define TCP_MSL 30000
#define LWIP_TCP_PCB_NUM_EXT_ARGS 2 /* connections.c's */

/* Limits of pools mean nothing when pools come from the heap; lwIP's checks
 * of them are for those who use pools. */
#define LWIP_DISABLE_TCP_SANITY_CHECKS 1

#endif
