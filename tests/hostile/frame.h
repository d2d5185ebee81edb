/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * One frame, made by hand and sent past the library OS.
 */
#ifndef HOSTILE_FRAME_H
#define HOSTILE_FRAME_H

#include <string.h>

#include "attack.h"

#define FRAME_ARP 0x0806
#define FRAME_IPV4 0x0800
#define FRAME_IPV6 0x86dd

#define AT_IP 14
#define AT_UDP 34   /* behind an IPv4 header without options */
#define AT_ICMP6 54 /* behind an IPv6 header */

static uint8_t frame[DENALI_FRAME_MAX];

static inline void put16(uint32_t at, uint32_t value)
{
	frame[at] = (uint8_t)(value >> 8);
	frame[at + 1] = (uint8_t)value;
}

static inline void put32(uint32_t at, uint32_t value)
{
	put16(at, value >> 16);
	put16(at + 2, value);
}

static inline uint32_t big32(const volatile uint8_t *from)
{
	return (uint32_t)from[0] << 24 | (uint32_t)from[1] << 16 |
	       (uint32_t)from[2] << 8 | from[3];
}

/* How far another instance's addresses are from our own. */
static inline uint32_t away(uint32_t vm)
{
	return vm - ro_registers->vm_id;
}

static inline void put_mac(uint32_t at, uint32_t vm)
{
	const volatile uint8_t *own = ro_registers->network.mac;

	frame[at] = own[0];
	frame[at + 1] = own[1];
	put32(at + 2, big32(own + 2) + away(vm));
}

static inline uint32_t ipv4_of(uint32_t vm)
{
	uint32_t own = ro_registers->network.ipv4;

	return __builtin_bswap32(own) + away(vm);
}

static inline uint32_t gateway(void)
{
	return __builtin_bswap32(ro_registers->network.ipv4_gateway);
}

static inline void put_ipv6(uint32_t at, uint32_t vm)
{
	const volatile uint8_t *own = ro_registers->network.ipv6;

	for (uint32_t i = 0; i < 12; i++)
		frame[at + i] = own[i];
	put32(at + 12, big32(own + 12) + away(vm));
}

static inline void to_all(void)
{
	memset(frame, 0xff, 6);
}

static inline void to_vm(uint32_t vm)
{
	put_mac(0, vm);
}

/* To the gateway of QEMU's user networking, of which any address is right. */
static inline void to_gateway(void)
{
	memcpy(frame, "\x52\x55\x0a\x00\x02\x02", 6);
}

/* The source, our own, and the type. */
static inline void from_us(uint16_t type)
{
	put_mac(6, ro_registers->vm_id);
	put16(12, type);
}

static inline void sum_ipv4(void)
{
	uint32_t sum = 0;

	put16(AT_IP + 10, 0);
	for (uint32_t at = AT_IP; at < AT_IP + 20; at += 2)
		sum += (uint32_t)frame[at] << 8 | frame[at + 1];
	sum = (sum & 0xffff) + (sum >> 16);
	put16(AT_IP + 10, ~(sum + (sum >> 16)));
}

/* An IPv4 header for a whole frame of that length. */
static inline void put_ipv4(uint32_t to, uint8_t protocol, uint16_t length)
{
	from_us(FRAME_IPV4);
	memset(frame + AT_IP, 0, 20);
	frame[AT_IP] = 0x45;
	put16(AT_IP + 2, length - AT_IP);
	frame[AT_IP + 8] = 64;
	frame[AT_IP + 9] = protocol;
	put32(AT_IP + 12, ipv4_of(ro_registers->vm_id));
	put32(AT_IP + 16, to);
	sum_ipv4();
}

/* UDP without a checksum. */
static inline void put_udp(uint32_t to, uint16_t port, uint16_t length)
{
	put_ipv4(to, 17, length);
	put16(AT_UDP, 4000);
	put16(AT_UDP + 2, port);
	put16(AT_UDP + 4, length - AT_UDP);
	put16(AT_UDP + 6, 0);
}

static inline void put_header6(uint8_t next, uint16_t length)
{
	from_us(FRAME_IPV6);
	put32(AT_IP, 0x60000000);
	put16(AT_IP + 4, length - AT_ICMP6);
	frame[AT_IP + 6] = next;
	frame[AT_IP + 7] = 255;
	put_ipv6(AT_IP + 8, ro_registers->vm_id);
	memset(frame + AT_IP + 24, 0, 16);
	frame[AT_IP + 24] = 0xff;
	frame[AT_IP + 25] = 0x02;
	frame[AT_IP + 39] = 1;
}

/* Posts the frame as often as there is room, for ever, past the library OS,
 * which must not see what becomes of its ring.  vary, unless null, changes the
 * frame before each trap, for all that are sent by it. */
static inline void send_for_ever(uint16_t length, void (*vary)(uint32_t turn))
{
	volatile struct denali_nic *nic = &rw_registers->nic;

	rw_registers->handler = 0;
	for (uint32_t turn = 0;; turn++) {
		uint32_t posted = nic->tx_posted;

		if (vary)
			vary(turn);
		while (posted - nic->tx_done < DENALI_NIC_SLOTS) {
			volatile struct denali_nic_descriptor *slot =
				&nic->tx[posted++ % DENALI_NIC_SLOTS];

			slot->address = (uint32_t)frame;
			slot->length = length;
			slot->flags = 0;
		}
		nic->tx_posted = posted;
		trap(DENALI_KICK, DENALI_DEVICE_NIC, 0, 0);
	}
}

#endif
