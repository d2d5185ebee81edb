/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * ARP that the switch answers itself, and frames through its router.  VMs 1 and
 * 2 are there; VM 3 uses DHCP, VM 4 forms IPv6 addresses.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "arp.h"
#include "frames.h"
#include "stations.h"
#include "switch.h"
#include "wire.h"
#include "world.h"

#define VMS 4
#define PACKETS 64
#define ROUTER __builtin_bswap32(ARP_ROUTER_IPV4)
#define SECOND 1100000000ull /* a little more */

static struct vm *vms[VMS + 1];
static struct frame frame;

static void make_vms(void)
{
	for (uint32_t i = 1; i <= VMS; i++)
		vms[i] = world_vm(i, i == 3 ? DENALI_NET_DHCP :
				     i == 4 ? DENALI_NET_SLAAC :
					      0);
}

static void start(void)
{
	world_start(PACKETS, 16);
	make_vms();
}

TestSuite(arp, .init = start, .fini = world_stop);
TestSuite(router, .init = start, .fini = world_stop);

static bool from_vm(uint32_t i)
{
	struct packet *packet = world_packet(frame.bytes, frame.length);
	bool sent = switch_from_vm(vms[i], packet);

	packet_put(packet);
	return sent;
}

static void from_wire(void)
{
	world_receive(frame.bytes, frame.length);
}

static void expect_mac(const uint8_t *at, uint32_t station)
{
	uint8_t mac[6];

	world_mac(station, mac);
	cr_expect_arr_eq(at, mac, 6);
}

/* Is the packet the answer to the request in frame, that who is asked for has
 * this MAC? */
static void expect_answer(const struct packet *packet, const uint8_t *mac)
{
	const uint8_t *at = packet->frame;

	cr_assert_eq(packet->length, ETHER_HEADER + ARP_SIZE);
	cr_expect_eq(packet->flags, 0);
	cr_expect_arr_eq(at, frame.bytes + ARP_SENDER_MAC, 6);
	cr_expect_arr_eq(at + ETHER_SOURCE, mac, 6);
	cr_expect_arr_eq(at + ETHER_TYPE, frame.bytes + ETHER_TYPE, 8);
	cr_expect_eq(net16(at + ARP_OPERATION), ARP_REPLY);
	cr_expect_arr_eq(at + ARP_SENDER_MAC, mac, 6);
	cr_expect_eq(load32(at + ARP_SENDER_IP),
		     load32(frame.bytes + ARP_TARGET_IP));
	cr_expect_arr_eq(at + ARP_TARGET_MAC, frame.bytes + ARP_SENDER_MAC, 10);
}

/* VM i asks for a station on the wire: by whom it is answered, the switch or,
 * maybe, the wire. */
static bool answered(uint32_t i, uint32_t station)
{
	uint32_t sent = world_sent;
	struct packet *packet;
	uint8_t mac[6];

	frame_arp(&frame, BROADCAST, i, ARP_REQUEST, world_ipv4(station));
	cr_assert(from_vm(i));
	packet = world_take(vms[i]);
	cr_assert_eq(world_sent != sent, packet == NULL);
	world_complete(16);
	if (!packet)
		return false;
	world_mac(station, mac);
	expect_answer(packet, mac);
	packet_put(packet);
	return true;
}

/* ---- for VMs ---- */

Test(arp, neighbours_are_remembered)
{
	cr_assert(!answered(1, OUTSIDE));
	frame_arp(&frame, 1, OUTSIDE, ARP_REPLY, world_ipv4(1));
	from_wire();
	packet_put(world_take(vms[1]));
	cr_expect(answered(1, OUTSIDE), "a reply to VM 1");
	cr_expect(answered(2, OUTSIDE));
	frame_arp(&frame, BROADCAST, OUTSIDE + 1, ARP_REQUEST, world_ipv4(2));
	from_wire();
	packet_put(world_take(vms[2]));
	cr_expect(answered(1, OUTSIDE + 1), "a request to VM 2");
	frame_arp(&frame, BROADCAST, OUTSIDE + 2, ARP_REPLY,
		  world_ipv4(OUTSIDE + 2));
	from_wire();
	cr_expect(answered(1, OUTSIDE + 2), "an announcement");
	cr_expect(!answered(1, OUTSIDE + 3));
}

Test(arp, a_neighbour_that_moved)
{
	uint32_t address = world_ipv4(OUTSIDE);
	struct packet *packet;

	frame_arp(&frame, BROADCAST, OUTSIDE, ARP_REPLY, address);
	from_wire();
	frame_arp(&frame, BROADCAST, OUTSIDE + 1, ARP_REPLY, address);
	memcpy(frame.bytes + ARP_SENDER_IP, &address, 4);
	from_wire();
	frame_arp(&frame, BROADCAST, 1, ARP_REQUEST, address);
	cr_assert(from_vm(1));
	packet = world_take(vms[1]);
	cr_assert_not_null(packet);
	expect_mac(packet->frame + ARP_SENDER_MAC, OUTSIDE + 1);
	packet_put(packet);
	world_now += (ARP_SECONDS + 2) * SECOND;
	cr_expect(!answered(1, OUTSIDE), "not heard of for long");
}

Test(arp, two_for_one_place)
{
	frame_arp(&frame, BROADCAST, OUTSIDE, ARP_REPLY, 0);
	from_wire();
	frame_arp(&frame, BROADCAST, OUTSIDE + ARP_NEIGHBOURS, ARP_REPLY, 0);
	from_wire();
	cr_expect(!answered(1, OUTSIDE));
	cr_expect(answered(1, OUTSIDE + ARP_NEIGHBOURS));
}

/* What must not be learned, or answered. */
Test(arp, nothing_about_vms)
{
	uint32_t address = world_ipv4(2);

	frame_arp(&frame, BROADCAST, OUTSIDE, ARP_REPLY, address);
	memcpy(frame.bytes + ARP_SENDER_IP, &address, 4);
	from_wire();
	packet_put(world_take(vms[2]));
	world_end(vms[2]);
	cr_expect(!answered(1, 2), "a VM's address");
	frame_arp(&frame, BROADCAST, OUTSIDE, ARP_REPLY, 0);
	world_mac(1, frame.bytes + ARP_SENDER_MAC);
	from_wire();
	cr_expect(!answered(1, OUTSIDE), "a VM's MAC");
	frame_arp(&frame, BROADCAST, OUTSIDE, ARP_REPLY, 0);
	frame.bytes[ARP_SENDER_MAC] |= 1;
	from_wire();
	cr_expect(!answered(1, OUTSIDE), "a group's MAC");
	frame_arp(&frame, BROADCAST, OUTSIDE, 3, 0);
	from_wire();
	cr_expect(!answered(1, OUTSIDE), "neither request nor reply");
	frame_arp(&frame, BROADCAST, OUTSIDE, ARP_REPLY, 0);
	frame.length--;
	from_wire();
	cr_expect(!answered(1, OUTSIDE), "cut short");
	vms[2] = world_vm(2, 0);
	frame_arp(&frame, OUTSIDE, 2, ARP_REPLY, world_ipv4(OUTSIDE));
	cr_expect(from_vm(2));
	world_complete(16);
	world_end(vms[2]);
	cr_expect(!answered(1, 2), "from a VM");
}

Test(arp, no_address_is_nobodys)
{
	frame_arp(&frame, BROADCAST, OUTSIDE, ARP_REQUEST, 0);
	memset(frame.bytes + ARP_SENDER_IP, 0, 4);
	from_wire();
	frame_arp(&frame, BROADCAST, 1, ARP_REQUEST, 0);
	cr_expect(from_vm(1));
	cr_expect_eq(world_sent, 1);
	cr_expect_eq(world_queued(vms[1]), 0);
}

Test(arp, only_requests_of_ones_own_are_answered)
{
	frame_arp(&frame, BROADCAST, OUTSIDE, ARP_REPLY, 0);
	from_wire();
	frame_arp(&frame, OUTSIDE, 1, ARP_REPLY, world_ipv4(OUTSIDE));
	cr_expect(from_vm(1));
	cr_expect_eq(world_queued(vms[1]), 0);
	cr_expect_eq(world_sent, 1);
	frame_arp(&frame, BROADCAST, 2, ARP_REQUEST, world_ipv4(OUTSIDE));
	cr_expect(!from_vm(1), "in another's name");
	cr_expect_eq(world_queued(vms[1]) + world_queued(vms[2]), 0);
}

Test(arp, without_room_the_wire_is_asked)
{
	struct packet *held[PACKETS], *packet;
	uint32_t count = 0;

	frame_arp(&frame, BROADCAST, OUTSIDE, ARP_REPLY, 0);
	from_wire();
	frame_arp(&frame, BROADCAST, 1, ARP_REQUEST, world_ipv4(OUTSIDE));
	packet = world_packet(frame.bytes, frame.length);
	while ((held[count] = packet_alloc()) != NULL)
		count++;
	cr_expect(switch_from_vm(vms[1], packet));
	cr_expect_eq(world_sent, 1);
	packet_put(packet);
	while (count > 0)
		packet_put(held[--count]);
}

/* ---- the router ---- */

Test(router, is_found_by_arp)
{
	frame_arp(&frame, BROADCAST, OUTSIDE, ARP_REQUEST, ROUTER);
	from_wire();
	cr_assert_eq(world_sent, 1);
	expect_answer(world_frame(0), arp_router_mac);
	memcpy(frame.bytes, arp_router_mac, 6);
	from_wire();
	cr_assert_eq(world_sent, 2, "is it still there?");
	expect_answer(world_frame(1), arp_router_mac);
	frame_arp(&frame, BROADCAST, OUTSIDE, ARP_REPLY, ROUTER);
	from_wire();
	frame_arp(&frame, BROADCAST, OUTSIDE, ARP_REQUEST, ROUTER + (1u << 24));
	from_wire();
	frame_arp(&frame, BROADCAST, 1, ARP_REQUEST, ROUTER);
	from_wire();
	cr_expect_eq(world_sent, 2, "no request, another address, reflected");
}

static const uint8_t router_ipv6[16] = { 0xfe, 0x80, 0,    0,    0,    0,
					 0,    0,    0,    0x64, 0x6e, 0xff,
					 0xfe, 0xff, 0xff, 0xff };

static void ask_for_router(uint32_t to)
{
	frame_neighbour(&frame, to, OUTSIDE, ND_SOLICITATION, 1, 1, OUTSIDE);
	memcpy(frame.bytes + FRAME_ICMPV6 + ND_TARGET, router_ipv6, 16);
}

/* Of an ICMPv6 message with its pseudo-header: all ones if it is right. */
static uint16_t icmpv6_sum(const struct packet *packet)
{
	uint32_t length = packet->length - FRAME_ICMPV6;
	uint32_t sum = length + PROTOCOL_ICMPV6;

	for (uint32_t at = IPV6_SOURCE; at < packet->length; at += 2)
		sum += net16(packet->frame + at);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)sum;
}

static void expect_advertisement(const struct packet *packet)
{
	const uint8_t *at = packet->frame;
	const uint8_t *message = at + FRAME_ICMPV6;

	cr_assert_eq(packet->length, FRAME_ICMPV6 + 32);
	cr_expect_arr_eq(at, frame.bytes + ETHER_SOURCE, 6);
	cr_expect_arr_eq(at + ETHER_SOURCE, arp_router_mac, 6);
	cr_expect_eq(net16(at + IPV6_LENGTH), 32);
	cr_expect_eq(at[IPV6_NEXT + 1], 255, "hop limit");
	cr_expect_arr_eq(at + IPV6_SOURCE, router_ipv6, 16);
	cr_expect_arr_eq(at + IPV6_DESTINATION, frame.bytes + IPV6_SOURCE, 16);
	cr_expect(message[0] == ND_ADVERTISEMENT && message[1] == 0);
	cr_expect_eq(message[4], 0xe0, "router, solicited, override");
	cr_expect_arr_eq(message + 8, router_ipv6, 16);
	cr_expect(message[24] == 2 && message[25] == 1);
	cr_expect_arr_eq(message + 26, arp_router_mac, 6);
	cr_expect_eq(icmpv6_sum(packet), 0xffff);
}

Test(router, is_found_by_neighbour_discovery)
{
	ask_for_router(ALL_NODES);
	from_wire();
	cr_assert_eq(world_sent, 1);
	expect_advertisement(world_frame(0));
	memcpy(frame.bytes, arp_router_mac, 6);
	memcpy(frame.bytes + IPV6_DESTINATION, router_ipv6, 16);
	from_wire();
	cr_assert_eq(world_sent, 2, "is it still there?");
	expect_advertisement(world_frame(1));
	frame.length--;
	from_wire();
	ask_for_router(ALL_NODES);
	frame.bytes[FRAME_ICMPV6] = ND_ADVERTISEMENT;
	from_wire();
	ask_for_router(ALL_NODES);
	frame.bytes[FRAME_ICMPV6 + ND_TARGET + 15]--;
	from_wire();
	ask_for_router(ALL_NODES);
	memset(frame.bytes + IPV6_SOURCE, 0, 16);
	from_wire();
	cr_assert_eq(world_sent, 2, "cut, no question, another, nobody");
}

Test(router, waits_for_nobody)
{
	struct packet *held[PACKETS], *packet;
	uint32_t count = 0;

	frame_arp(&frame, BROADCAST, OUTSIDE, ARP_REQUEST, ROUTER);
	for (int i = 0; i < 20; i++)
		from_wire();
	ask_for_router(ALL_NODES);
	from_wire();
	cr_expect_eq(world_sent, 16, "the NIC is full");
	world_complete(16);
	packet = world_packet(frame.bytes, frame.length);
	while ((held[count] = packet_alloc()) != NULL)
		count++;
	switch_from_wire(packet);
	cr_expect_eq(world_sent, 16, "the pool is empty");
	frame_arp(&frame, BROADCAST, OUTSIDE, ARP_REQUEST, ROUTER);
	memcpy(packet->frame, frame.bytes, frame.length);
	packet->length = (uint16_t)frame.length;
	switch_from_wire(packet);
	cr_expect_eq(world_sent, 16);
	packet_put(packet);
	while (count > 0)
		packet_put(held[--count]);
}

static void to_router(uint32_t ipv4)
{
	memcpy(frame.bytes, arp_router_mac, 6);
	memcpy(frame.bytes + IPV4_DESTINATION, &ipv4, 4);
}

/* VM i has the frame, addressed to it, and no other has. */
static void expect_routed(uint32_t i)
{
	struct packet *packet = world_take(vms[i]);

	cr_assert_not_null(packet);
	cr_expect_eq(packet->length, frame.length);
	expect_mac(packet->frame, i);
	cr_expect_arr_eq(packet->frame + 6, frame.bytes + 6, frame.length - 6);
	packet_put(packet);
	for (uint32_t other = 1; other <= VMS; other++)
		cr_expect_eq(world_queued(vms[other]), 0);
	cr_expect_eq(world_sent, 0);
}

static void expect_nowhere(const char *why)
{
	from_wire();
	for (uint32_t i = 1; i <= VMS; i++)
		cr_expect_eq(world_queued(vms[i]), 0, "VM %u: %s", i, why);
	cr_expect_eq(world_sent, 0, "%s", why);
}

Test(router, ipv4)
{
	frame_udp4(&frame, 1, OUTSIDE, 1000, 2000, 10);
	for (uint32_t i = 1; i <= 2; i++) {
		to_router(world_ipv4(i));
		from_wire();
		expect_routed(i);
	}
	to_router(world_ipv4(OUTSIDE + 1));
	expect_nowhere("an address on the wire");
	to_router(0);
	expect_nowhere("VM 3 has no address, not 0");
	to_router(0xffffffff);
	expect_nowhere("broadcast");
	to_router(world_ipv4(1));
	frame.bytes[5] ^= 1;
	expect_nowhere("almost the router");
}

Test(router, ipv6)
{
	uint8_t *destination = frame.bytes + IPV6_DESTINATION;

	frame_udp6(&frame, 1, OUTSIDE, 1000, 2000, 10);
	memcpy(frame.bytes, arp_router_mac, 6);
	for (uint32_t i = 1; i <= 2; i++) {
		world_ipv6(i, destination);
		from_wire();
		expect_routed(i);
	}
	frame_formed_address(4, 0x2001, destination);
	from_wire();
	expect_routed(4);
	frame_formed_address(2, 0x2001, destination);
	expect_nowhere("VM 2 may not have formed that");
	destination[0] = 0xff;
	expect_nowhere("a group");
	memset(destination, 0, 16);
	expect_nowhere("no address");
}

Test(router, frames_that_lie)
{
	frame_udp4(&frame, 1, OUTSIDE, 1000, 2000, 10);
	to_router(world_ipv4(1));
	frame_put16(&frame, IPV4_LENGTH, 1000);
	expect_nowhere("longer than it is");
	frame_put16(&frame, IPV4_LENGTH, 38);
	for (frame.length = 6; frame.length < 14 + 20; frame.length++)
		expect_nowhere("cut short");
	frame_udp6(&frame, 1, OUTSIDE, 1000, 2000, 10);
	memcpy(frame.bytes, arp_router_mac, 6);
	for (frame.length = 6; frame.length < 14 + 40; frame.length++)
		expect_nowhere("cut short");
	frame_put16(&frame, ETHER_TYPE, 0x8100);
	frame.length = 100;
	expect_nowhere("tagged");
}

/* What a VM sends there is what it sends to any unknown station. */
Test(router, is_not_for_vms)
{
	frame_udp4(&frame, 1, 1, 1000, 2000, 10);
	to_router(world_ipv4(2));
	cr_expect(from_vm(1));
	cr_expect_eq(world_queued(vms[2]), 0);
	cr_expect_eq(world_sent, 1);
	frame_udp4(&frame, 1, 2, 1000, 2000, 10);
	to_router(world_ipv4(2));
	cr_expect(!from_vm(1), "in another's name");
	cr_expect_eq(world_sent, 1);
}

Test(router, leads_to_addresses_from_dhcp)
{
	uint32_t lease = __builtin_bswap32(0x0a020304);

	frame_dhcp(&frame, BROADCAST, OUTSIDE, 3, 5, lease);
	from_wire();
	packet_put(world_take(vms[3]));
	frame_udp4(&frame, 1, OUTSIDE, 1000, 2000, 10);
	to_router(lease);
	from_wire();
	expect_routed(3);
}

Test(router, a_vm_with_its_mac_keeps_its_frames)
{
	struct denali_network net = { .flags = DENALI_NET_PRESENT,
				      .ipv4 = world_ipv4(1) };

	memcpy(net.mac, arp_router_mac, 6);
	nic_detach(vms[1]);
	nic_attach(vms[1], &net);
	frame_udp4(&frame, 1, OUTSIDE, 1000, 2000, 10);
	to_router(world_ipv4(2));
	from_wire();
	cr_expect_eq(world_queued(vms[1]), 1);
	cr_expect_eq(world_queued(vms[2]), 0);
}
