/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Numbers of Ethernet, ARP, IP and what the kernel must know of the protocols
 * above, and unaligned access to them.
 *
 * The kernel has no network stack: it reads headers only as far as it takes to
 * know who sent a frame and whom it is for.
 */
#ifndef WIRE_H
#define WIRE_H

#include <stdbool.h>
#include <stdint.h>

#define ETHER_HEADER 14
#define ETHER_DESTINATION 0
#define ETHER_SOURCE 6
#define ETHER_TYPE 12
#define ETHER_IPV4 0x0800
#define ETHER_ARP 0x0806
#define ETHER_IPV6 0x86dd

/* ARP, from the start of the frame; for IPv4 over Ethernet only. */
#define ARP_SIZE 28
#define ARP_KIND (ETHER_HEADER + 0) /* hardware, protocol, their sizes */
#define ARP_OPERATION (ETHER_HEADER + 6)
#define ARP_REQUEST 1
#define ARP_REPLY 2
#define ARP_SENDER_MAC (ETHER_HEADER + 8)
#define ARP_SENDER_IP (ETHER_HEADER + 14)
#define ARP_TARGET_MAC (ETHER_HEADER + 18)
#define ARP_TARGET_IP (ETHER_HEADER + 24)

/* IPv4 and IPv6, from the start of the frame. */
#define IPV4_SIZE 20
#define IPV4_VERSION (ETHER_HEADER + 0)
#define IPV4_LENGTH (ETHER_HEADER + 2)
#define IPV4_FRAGMENT (ETHER_HEADER + 6)
#define IPV4_PROTOCOL (ETHER_HEADER + 9)
#define IPV4_CHECKSUM (ETHER_HEADER + 10)
#define IPV4_SOURCE (ETHER_HEADER + 12)
#define IPV4_DESTINATION (ETHER_HEADER + 16)
#define IPV4_FRAGMENT_OFFSET 0x1fff
#define IPV4_FRAGMENT_MORE 0x2000

#define IPV6_SIZE 40
#define IPV6_VERSION (ETHER_HEADER + 0)
#define IPV6_LENGTH (ETHER_HEADER + 4)
#define IPV6_NEXT (ETHER_HEADER + 6)
#define IPV6_SOURCE (ETHER_HEADER + 8)
#define IPV6_DESTINATION (ETHER_HEADER + 24)

#define PROTOCOL_HOP_BY_HOP 0
#define PROTOCOL_ICMP 1
#define PROTOCOL_IGMP 2
#define PROTOCOL_TCP 6
#define PROTOCOL_UDP 17
#define PROTOCOL_ROUTING 43
#define PROTOCOL_FRAGMENT 44
#define PROTOCOL_ICMPV6 58
#define PROTOCOL_DESTINATION 60

/* TCP, ICMP and UDP, each from its header. */
#define PORT_DESTINATION 2 /* of TCP and UDP; the source port is first */
#define TCP_SIZE 20
#define TCP_SEQUENCE 4
#define TCP_FLAGS 13
#define TCP_FIN 0x01
#define TCP_SYN 0x02
#define TCP_RST 0x04
#define TCP_ACK 0x10
#define TCP_CHECKSUM 16
#define ICMP_SIZE 4
#define ICMP_ECHO 8

#define UDP_SIZE 8
#define UDP_DESTINATION 2
#define UDP_CHECKSUM 6
#define PORT_DHCP_SERVER 67
#define PORT_DHCP_CLIENT 68
#define PORT_DHCPV6_CLIENT 546
#define PORT_DHCPV6_SERVER 547

/* ICMPv6, from its header. */
#define ICMPV6_SIZE 4
#define ICMPV6_CHECKSUM 2
#define ICMPV6_ECHO 128
#define MLD_QUERY 130
#define MLD_REPORT 131
#define MLD_DONE 132
#define ND_ROUTER_SOLICITATION 133
#define ND_ROUTER_ADVERTISEMENT 134
#define ND_SOLICITATION 135
#define ND_ADVERTISEMENT 136
#define ND_REDIRECT 137
#define MLD2_REPORT 143
#define ND_TARGET 8
#define ND_OPTION_SOURCE 1 /* MAC address, of the kinds of option */
#define ND_OPTION_TARGET 2
#define MLD_GROUP 8
/* Of records: type, words of data behind, sources, group. */
#define MLD2_RECORDS 8
#define MLD2_RECORD 20
#define MLD2_TO_INCLUDE 3 /* of none: it leaves */
#define MLD2_BLOCK 6

#define IGMP_SIZE 8
#define IGMP_QUERY 0x11

/* Through memcpy, which the compiler turns into single moves. */
static inline uint16_t load16(const void *at)
{
	uint16_t v;
	__builtin_memcpy(&v, at, sizeof(v));
	return v;
}

static inline uint32_t load32(const void *at)
{
	uint32_t v;
	__builtin_memcpy(&v, at, sizeof(v));
	return v;
}

static inline void store16(void *at, uint16_t v)
{
	__builtin_memcpy(at, &v, sizeof(v));
}

static inline void store32(void *at, uint32_t v)
{
	__builtin_memcpy(at, &v, sizeof(v));
}

/* Numbers in network byte order. */
static inline uint16_t net16(const uint8_t *at)
{
	return __builtin_bswap16(load16(at));
}

static inline uint32_t net32(const uint8_t *at)
{
	return __builtin_bswap32(load32(at));
}

static inline bool mac_equal(const uint8_t *a, const uint8_t *b)
{
	return load32(a) == load32(b) && load16(a + 4) == load16(b + 4);
}

static inline void mac_copy(uint8_t *to, const uint8_t *mac)
{
	store32(to, load32(mac));
	store16(to + 4, load16(mac + 4));
}

static inline bool ipv6_equal(const uint8_t *a, const uint8_t *b)
{
	return load32(a) == load32(b) && load32(a + 4) == load32(b + 4) &&
	       load32(a + 8) == load32(b + 8) &&
	       load32(a + 12) == load32(b + 12);
}

static inline bool ipv6_zero(const uint8_t *a)
{
	return !(load32(a) | load32(a + 4) | load32(a + 8) | load32(a + 12));
}

/* For one station or for a group of them (broadcast included)? */
static inline bool mac_group(const uint8_t *mac)
{
	return mac[0] & 1;
}

static inline bool mac_broadcast(const uint8_t *mac)
{
	return load32(mac) == 0xffffffff && load16(mac + 4) == 0xffff;
}

/* Is this IPv6 address's interface identifier the one made from the MAC? */
static inline bool ipv6_from_mac(const uint8_t *address, const uint8_t *mac)
{
	const uint8_t *id = address + 8;

	return id[0] == (mac[0] ^ 2) && id[1] == mac[1] && id[2] == mac[2] &&
	       id[3] == 0xff && id[4] == 0xfe && id[5] == mac[3] &&
	       id[6] == mac[4] && id[7] == mac[5];
}

#endif
