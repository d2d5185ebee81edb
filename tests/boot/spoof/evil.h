/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Good frames, each spoiled in one way: they claim what is another's, or are
 * malformed, or of a kind that VMs do not send.
 */
#ifndef SPOOF_EVIL_H
#define SPOOF_EVIL_H

#include "good.h"

static uint32_t mac_of_other(void)
{
	udp();
	put_mac(6, 1);
	return LENGTH;
}

static uint32_t mac_zero(void)
{
	udp();
	memset(frame + 6, 0, 6);
	return LENGTH;
}

static uint32_t mac_group(void)
{
	udp();
	frame[6] |= 1;
	return LENGTH;
}

static uint32_t ipv4_from(uint32_t address)
{
	udp();
	put32(AT_IP + 12, address);
	sum_ipv4();
	return LENGTH;
}

static uint32_t ipv4_of_other(void)
{
	return ipv4_from(ipv4_of(1));
}

static uint32_t ipv4_of_gateway(void)
{
	return ipv4_from(gateway());
}

static uint32_t ipv4_of_nobody(void)
{
	return ipv4_from(0);
}

static uint32_t ipv4_of_all(void)
{
	return ipv4_from(0xffffffff);
}

static uint32_t ipv4_later_of_other(void)
{
	ipv4_from(ipv4_of(1));
	put16(AT_IP + 6, 5);
	return LENGTH;
}

static uint32_t ipv4_not_four(void)
{
	udp();
	frame[AT_IP] = 0x65;
	return LENGTH;
}

static uint32_t ipv4_short_header(void)
{
	udp();
	frame[AT_IP] = 0x44;
	return LENGTH;
}

static uint32_t ipv4_too_long(void)
{
	udp();
	put16(AT_IP + 2, LENGTH - AT_IP + 1);
	return LENGTH;
}

static uint32_t ipv4_too_short(void)
{
	udp();
	put16(AT_IP + 2, 19);
	return LENGTH;
}

static uint32_t ipv4_cut(void)
{
	udp();
	return AT_IP + 19;
}

static uint32_t only_ethernet(void)
{
	udp();
	return AT_IP;
}

/* Only the first part of a datagram's header. */
static uint32_t tiny_fragment(void)
{
	udp();
	put16(AT_IP + 2, 24);
	put16(AT_IP + 6, 0x2000);
	return LENGTH;
}

static uint32_t dhcp_answer(void)
{
	put_udp(gateway(), 68, LENGTH);
	put16(AT_UDP, 67);
	return LENGTH;
}

static uint32_t igmp_query(void)
{
	put_ipv4(0xe0000001, 2, LENGTH);
	frame[AT_UDP] = 0x11;
	return LENGTH;
}

static uint32_t arp_mac_of_other(void)
{
	arp();
	put_mac(22, 1);
	return LENGTH;
}

static uint32_t arp_ipv4_of_other(void)
{
	arp();
	put32(28, ipv4_of(1));
	return LENGTH;
}

static uint32_t arp_ipv4_of_gateway(void)
{
	arp();
	put32(28, gateway());
	return LENGTH;
}

static uint32_t arp_strange(void)
{
	arp();
	frame[21] = 9;
	return LENGTH;
}

static uint32_t arp_sizes(void)
{
	arp();
	frame[18] = 255;
	return LENGTH;
}

static uint32_t arp_cut(void)
{
	arp();
	return 41;
}

static uint32_t ipv6_of_other(void)
{
	udp6();
	put_formed(AT_IP + 8, 1);
	return LENGTH;
}

static uint32_t ipv6_of_group(void)
{
	udp6();
	frame[AT_IP + 8] = 0xff;
	return LENGTH;
}

static uint32_t ipv6_of_nobody(void)
{
	udp6();
	memset(frame + AT_IP + 8, 0, 16);
	return LENGTH;
}

static uint32_t ipv6_not_six(void)
{
	udp6();
	frame[AT_IP] = 0x40;
	return LENGTH;
}

static uint32_t ipv6_too_long(void)
{
	udp6();
	put16(AT_IP + 4, LENGTH - AT_ICMP6 + 1);
	return LENGTH;
}

static uint32_t ipv6_cut(void)
{
	udp6();
	return AT_ICMP6 - 1;
}

/* Extension headers that lead past the end. */
static uint32_t ipv6_extensions(void)
{
	put_header6(0, LENGTH);
	put_formed(AT_IP + 8, own());
	frame[AT_ICMP6] = UDP;
	frame[AT_ICMP6 + 1] = 200;
	return LENGTH;
}

static uint32_t nd_option_of_other(void)
{
	solicitation();
	put_mac(AT_OPTION + 2, 1);
	return LENGTH;
}

static uint32_t nd_for_other(void)
{
	advertisement();
	put_formed(AT_ICMP6 + 8, 1);
	return LENGTH;
}

static uint32_t nd_mac_of_other(void)
{
	advertisement();
	put_mac(AT_OPTION + 2, 1);
	return LENGTH;
}

static uint32_t nd_option_endless(void)
{
	solicitation();
	frame[AT_OPTION + 1] = 0;
	return LENGTH;
}

static uint32_t router(void)
{
	return neighbour(134, 1);
}

static uint32_t redirect(void)
{
	return neighbour(137, 2);
}

static uint32_t of_type(uint16_t type)
{
	udp();
	from_us(type);
	return LENGTH;
}

static uint32_t type_unknown(void)
{
	return of_type(0x88b5);
}

static uint32_t type_length(void)
{
	return of_type(LENGTH - 14);
}

static uint32_t type_vlan(void)
{
	return of_type(0x8100);
}

static make *const evil[] = {
	mac_of_other,
	mac_zero,
	mac_group,
	ipv4_of_other,
	ipv4_of_gateway,
	ipv4_of_nobody,
	ipv4_of_all,
	ipv4_later_of_other,
	ipv4_not_four,
	ipv4_short_header,
	ipv4_too_long,
	ipv4_too_short,
	ipv4_cut,
	only_ethernet,
	tiny_fragment,
	dhcp_answer,
	igmp_query,
	arp_mac_of_other,
	arp_ipv4_of_other,
	arp_ipv4_of_gateway,
	arp_strange,
	arp_sizes,
	arp_cut,
	ipv6_of_other,
	ipv6_of_group,
	ipv6_of_nobody,
	ipv6_not_six,
	ipv6_too_long,
	ipv6_cut,
	ipv6_extensions,
	nd_option_of_other,
	nd_for_other,
	nd_mac_of_other,
	nd_option_endless,
	router,
	redirect,
	type_unknown,
	type_length,
	type_vlan,
};

#endif
