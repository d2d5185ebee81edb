/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Frames that a VM may send.  Each function builds one and returns its length;
 * the destination is the caller's to put.
 */
#ifndef SPOOF_GOOD_H
#define SPOOF_GOOD_H

#include "hostile/frame.h"

#define LENGTH 90
#define UDP 17
#define ICMP6 58
#define AT_OPTION (AT_ICMP6 + 24)

static uint32_t own(void)
{
	return ro_registers->vm_id;
}

static void put_formed(uint32_t at, uint32_t vm)
{
	uint8_t mac[6], id[6];

	memcpy(mac, frame, sizeof mac);
	put_mac(0, vm);
	memcpy(id, frame, sizeof id);
	memcpy(frame, mac, sizeof mac);
	memset(frame + at, 0, 16);
	put16(at, 0xfe80);
	frame[at + 8] = id[0] ^ 2;
	frame[at + 9] = id[1];
	frame[at + 10] = id[2];
	put16(at + 11, 0xfffe);
	memcpy(frame + at + 13, id + 3, 3);
}

static uint32_t udp(void)
{
	put_udp(gateway(), 9, LENGTH);
	return LENGTH;
}

static uint32_t udp_longest(void)
{
	put_udp(gateway(), 9, sizeof frame);
	return sizeof frame;
}

static uint32_t later_fragment(void)
{
	put_ipv4(gateway(), UDP, LENGTH);
	put16(AT_IP + 6, 5);
	return LENGTH;
}

static uint32_t arp(void)
{
	from_us(FRAME_ARP);
	memcpy(frame + 14, "\x00\x01\x08\x00\x06\x04\x00\x02", 8);
	put_mac(22, own());
	put32(28, ipv4_of(own()));
	put32(38, gateway());
	return LENGTH;
}

static uint32_t arp_probe(void)
{
	arp();
	frame[21] = 1;
	put32(28, 0);
	return LENGTH;
}

static uint32_t udp6(void)
{
	put_header6(UDP, LENGTH);
	put_formed(AT_IP + 8, own());
	put16(AT_ICMP6 + 2, 9);
	put16(AT_ICMP6 + 4, LENGTH - AT_ICMP6);
	return LENGTH;
}

/* The rest of the frame is another option. */
static uint32_t neighbour(uint8_t type, uint8_t option)
{
	put_header6(ICMP6, AT_OPTION + 8);
	put_formed(AT_IP + 8, own());
	frame[AT_ICMP6] = type;
	put_formed(AT_ICMP6 + 8, own());
	frame[AT_OPTION] = option;
	frame[AT_OPTION + 1] = 1;
	put_mac(AT_OPTION + 2, own());
	return LENGTH;
}

static uint32_t solicitation(void)
{
	return neighbour(135, 1);
}

static uint32_t advertisement(void)
{
	return neighbour(136, 2);
}

typedef uint32_t make(void);

static make *const good[] = {
	udp,       udp_longest, later_fragment, arp,
	arp_probe, udp6,        solicitation,   advertisement,
};

#endif
