/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a VM may send.  VM 1 is the sender throughout; VM 2 is whom it would
 * like to be.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "frames.h"
#include "guard.h"
#include "wire.h"
#include "world.h"

static struct vm *vm;
static struct frame frame;

static void start(void)
{
	world_start(8, 4);
	vm = world_vm(1, 0);
	world_vm(2, 0);
}

TestSuite(guard, .init = start, .fini = world_stop);

static bool allowed(void)
{
	struct headers h;

	return headers_parse(&h, frame.bytes, frame.length) &&
	       guard_allows(&vm->nic, frame.bytes, &h);
}

static void source_mac(uint32_t station)
{
	world_mac(station, frame.bytes + 6);
}

Test(guard, source_mac_is_ones_own)
{
	frame_udp4(&frame, OUTSIDE, 1, 1000, 2000, 10);
	cr_assert(allowed());
	source_mac(2);
	cr_assert(!allowed());
	for (unsigned i = 0; i < 6; i++) {
		source_mac(1);
		frame.bytes[6 + i] ^= 1;
		cr_assert(!allowed(), "byte %u", i);
	}
}

Test(guard, ipv4_source_is_ones_own)
{
	uint32_t others[] = { world_ipv4(2), world_ipv4(OUTSIDE), 0x0100007f,
			      0xffffffff,    0x010000e0,          0 };

	for (unsigned i = 0; i < sizeof(others) / sizeof(*others); i++) {
		frame_udp4(&frame, OUTSIDE, 1, 1000, 2000, 10);
		memcpy(frame.bytes + 26, &others[i], 4);
		cr_assert(!allowed(), "%08x", others[i]);
	}
}

Test(guard, options_are_for_igmp)
{
	frame_udp4(&frame, OUTSIDE, 1, 1000, 2000, 32);
	frame.bytes[14] = 0x46;
	cr_assert(!allowed());
	vm->nic.flags |= DENALI_NET_DHCP;
	frame_put32(&frame, 26, 0);
	frame_put16(&frame, 40, PORT_DHCP_SERVER);
	cr_assert(!allowed());
	frame_udp4(&frame, SOME_GROUP, 1, 1000, 2000, 32);
	frame.bytes[14] = 0x46;
	frame.bytes[23] = PROTOCOL_IGMP;
	frame.bytes[38] = 0x16;
	cr_assert(allowed());
}

Test(guard, no_address_only_to_ask_for_one)
{
	frame_udp4(&frame, BROADCAST, 1, PORT_DHCP_CLIENT, PORT_DHCP_SERVER,
		   240);
	frame_put32(&frame, 26, 0);
	cr_assert(!allowed(), "it was not told to use DHCP");
	vm->nic.flags |= DENALI_NET_DHCP;
	cr_assert(allowed());
	frame_put16(&frame, 36, 53);
	cr_assert(!allowed());
	frame_put16(&frame, 36, PORT_DHCP_SERVER);
	frame_put16(&frame, 20, 1); /* a later fragment */
	cr_assert(!allowed());
}

Test(guard, a_vm_without_address_has_none)
{
	vm->nic.ipv4 = 0;
	frame_udp4(&frame, OUTSIDE, 1, 1000, 2000, 10);
	cr_assert(!allowed());
	frame_put32(&frame, 26, 0);
	cr_assert(!allowed());
}

Test(guard, no_dhcp_server)
{
	frame_udp4(&frame, 2, 1, PORT_DHCP_SERVER, PORT_DHCP_CLIENT, 240);
	cr_assert(!allowed());
	frame_put16(&frame, 34, 1234);
	cr_assert(!allowed(), "from another port");
	frame_put16(&frame, 20, 0x2000);
	cr_assert(!allowed(), "in fragments");
	frame_udp6(&frame, 2, 1, PORT_DHCPV6_SERVER, PORT_DHCPV6_CLIENT, 10);
	cr_assert(!allowed());
}

Test(guard, igmp_reports_but_no_queries)
{
	frame_udp4(&frame, SOME_GROUP, 1, 0, 0, 0);
	frame.bytes[23] = PROTOCOL_IGMP;
	frame.bytes[34] = 0x16;
	cr_assert(allowed());
	frame.bytes[34] = IGMP_QUERY;
	cr_assert(!allowed());
}

Test(guard, arp_sender_is_ones_own)
{
	for (uint16_t operation = 1; operation <= 2; operation++) {
		frame_arp(&frame, BROADCAST, 1, operation, world_ipv4(2));
		cr_assert(allowed());
		frame.bytes[31] = 2; /* the address of VM 2 */
		cr_assert(!allowed());
		memset(frame.bytes + 28, 0, 4); /* asks if one is taken */
		cr_assert(allowed());
		frame_arp(&frame, BROADCAST, 1, operation, world_ipv4(2));
		world_mac(2, frame.bytes + 22);
		cr_assert(!allowed());
		frame_arp(&frame, BROADCAST, 2, operation, world_ipv4(1));
		cr_assert(!allowed());
	}
}

Test(guard, ipv6_source_is_ones_own)
{
	frame_udp6(&frame, OUTSIDE, 1, 1000, 2000, 10);
	cr_assert(allowed());
	world_ipv6(2, frame.bytes + 22);
	cr_assert(!allowed());
	world_ipv6(1, frame.bytes + 22);
	frame.bytes[22] = 0xff;
	cr_assert(!allowed(), "multicast");
	memset(frame.bytes + 22, 0, 16);
	cr_assert(!allowed(), "unspecified, but not asking");
	frame.bytes[37] = 1;
	cr_assert(!allowed(), "loopback");
}

Test(guard, addresses_formed_from_the_mac)
{
	frame_udp6(&frame, OUTSIDE, 1, 1000, 2000, 10);
	frame_formed_address(1, 0xfe80, frame.bytes + 22);
	cr_assert(allowed());
	frame_formed_address(2, 0xfe80, frame.bytes + 22);
	cr_assert(!allowed());
	frame_formed_address(1, 0x2080, frame.bytes + 22);
	cr_assert(!allowed(), "it was not told to form any");
	frame_formed_address(1, 0xfec0, frame.bytes + 22);
	cr_assert(!allowed());
	frame_formed_address(1, 0x2001, frame.bytes + 22);
	cr_assert(!allowed());
	vm->nic.flags |= DENALI_NET_SLAAC;
	cr_assert(allowed());
	for (unsigned i = 8; i < 16; i++) {
		frame_formed_address(1, 0x2001, frame.bytes + 22);
		frame.bytes[22 + i] ^= 0x80;
		cr_assert(!allowed(), "byte %u", i);
	}
	frame_formed_address(2, 0x2001, frame.bytes + 22);
	cr_assert(!allowed());
	frame_formed_address(1, 0xff02, frame.bytes + 22);
	cr_assert(!allowed());
}

Test(guard, a_vm_without_ipv6_address)
{
	memset(vm->nic.ipv6, 0, 16);
	frame_udp6(&frame, OUTSIDE, 1, 1000, 2000, 10);
	cr_assert(!allowed());
	memset(frame.bytes + 22, 0, 16);
	cr_assert(!allowed());
	vm->nic.ipv6[0] = 0xfd; /* the end of the test finds it in its table */
	world_ipv6(1, vm->nic.ipv6);
}

Test(guard, solicitations)
{
	/* Of anyone, with one's own MAC or none. */
	frame_neighbour(&frame, ALL_NODES, 1, ND_SOLICITATION, 2, 1, 1);
	cr_assert(allowed());
	frame_neighbour(&frame, ALL_NODES, 1, ND_SOLICITATION, 2, 0, 0);
	cr_assert(allowed());
	frame_neighbour(&frame, ALL_NODES, 1, ND_SOLICITATION, 2, 1, 2);
	cr_assert(!allowed());
	frame_neighbour(&frame, ALL_NODES, 1, ND_SOLICITATION, 1, 0, 0);
	memset(frame.bytes + 22, 0, 16);
	cr_assert(allowed(), "is my address taken?");
	frame_icmpv6(&frame, ALL_NODES, 1, ND_SOLICITATION, 23);
	cr_assert(!allowed(), "cut short");
}

Test(guard, advertisements)
{
	frame_neighbour(&frame, ALL_NODES, 1, ND_ADVERTISEMENT, 1, 2, 1);
	cr_assert(allowed());
	frame_neighbour(&frame, ALL_NODES, 1, ND_ADVERTISEMENT, 2, 2, 1);
	cr_assert(!allowed(), "of another's address");
	frame_neighbour(&frame, ALL_NODES, 1, ND_ADVERTISEMENT, 1, 2, 2);
	cr_assert(!allowed(), "with another's MAC");
	frame_neighbour(&frame, ALL_NODES, 1, ND_ADVERTISEMENT, 1, 0, 0);
	cr_assert(allowed());
	memset(frame.bytes + 22, 0, 16);
	cr_assert(!allowed(), "from nobody");
	frame_neighbour(&frame, ALL_NODES, 1, ND_ADVERTISEMENT, 1, 2, 1);
	frame_formed_address(1, 0xfe80, frame.bytes + FRAME_ICMPV6 + 8);
	cr_assert(allowed());
	frame_formed_address(2, 0xfe80, frame.bytes + FRAME_ICMPV6 + 8);
	cr_assert(!allowed());
}

Test(guard, a_false_option_behind_a_true_one)
{
	static const uint8_t nothing[8] = { 14, 1 };
	uint8_t option[8] = { 2, 1 };

	frame_neighbour(&frame, ALL_NODES, 1, ND_ADVERTISEMENT, 1, 2, 1);
	frame_add(&frame, nothing, 8);
	frame_put16(&frame, 18, 40);
	cr_assert(allowed());
	world_mac(2, option + 2);
	frame_add(&frame, option, 8);
	frame_put16(&frame, 18, 48);
	cr_assert(!allowed());
}

Test(guard, options_of_no_or_too_great_length)
{
	static const uint8_t lengths[] = { 0, 2, 255 };

	for (unsigned i = 0; i < sizeof(lengths); i++) {
		frame_neighbour(&frame, ALL_NODES, 1, ND_SOLICITATION, 2, 1, 1);
		frame.bytes[FRAME_ICMPV6 + 25] = lengths[i];
		cr_assert(!allowed(), "%u", lengths[i]);
	}
	frame_neighbour(&frame, ALL_NODES, 1, ND_SOLICITATION, 2, 1, 1);
	frame_put16(&frame, 18, 31);
	cr_assert(!allowed());
}

Test(guard, no_router)
{
	static const uint8_t types[] = { ND_ROUTER_ADVERTISEMENT, ND_REDIRECT,
					 MLD_QUERY };
	uint8_t hidden[8 + 64] = { PROTOCOL_ICMPV6 };

	for (unsigned i = 0; i < sizeof(types); i++) {
		frame_icmpv6(&frame, ALL_NODES, 1, types[i], 64);
		cr_assert(!allowed(), "%u", types[i]);
		hidden[8] = types[i];
		frame_ipv6(&frame, ALL_NODES, 1, PROTOCOL_DESTINATION, hidden,
			   sizeof(hidden));
		cr_assert(!allowed(), "%u behind an extension", types[i]);
		frame_ipv6(&frame, ALL_NODES, 1, PROTOCOL_FRAGMENT, hidden,
			   sizeof(hidden));
		frame_put16(&frame, 56, 1);
		cr_assert(!allowed(), "%u in fragments", types[i]);
	}
}

Test(guard, router_solicitations)
{
	frame_icmpv6(&frame, ALL_NODES, 1, ND_ROUTER_SOLICITATION, 16);
	frame.bytes[FRAME_ICMPV6 + 8] = 1;
	frame.bytes[FRAME_ICMPV6 + 9] = 1;
	world_mac(1, frame.bytes + FRAME_ICMPV6 + 10);
	cr_assert(allowed());
	world_mac(2, frame.bytes + FRAME_ICMPV6 + 10);
	cr_assert(!allowed());
	frame_icmpv6(&frame, ALL_NODES, 1, ND_ROUTER_SOLICITATION, 8);
	memset(frame.bytes + 22, 0, 16);
	cr_assert(allowed());
	frame_icmpv6(&frame, ALL_NODES, 1, ND_ROUTER_SOLICITATION, 7);
	cr_assert(!allowed());
}

Test(guard, echo_and_group_reports)
{
	frame_icmpv6(&frame, OUTSIDE, 1, 128, 64);
	cr_assert(allowed());
	frame_icmpv6(&frame, ALL_NODES, 1, MLD_REPORT, 24);
	cr_assert(allowed());
	memset(frame.bytes + 22, 0, 16);
	cr_assert(allowed());
	frame.bytes[54] = 128;
	cr_assert(!allowed());
}

/* Would the NIC be let write a checksum there? */
static bool completes(uint16_t start, uint16_t offset)
{
	struct packet *packet = world_packet(frame.bytes, frame.length);
	struct headers h;

	cr_assert(headers_parse(&h, frame.bytes, frame.length));
	packet->checksum_start = start;
	packet->checksum_offset = offset;
	bool allowed_it = guard_allows_checksum(packet, &h);
	packet_put(packet);
	return allowed_it;
}

/* It would overwrite what has been checked. */
Test(guard, checksums_go_only_where_the_protocol_has_them)
{
	frame_udp4(&frame, 2, 1, 1, 2, 60);
	cr_assert(completes(34, 6));
	for (uint16_t start = 0; start < 110; start++)
		for (uint16_t offset = 0; offset < 110; offset++)
			cr_assert_eq(completes(start, offset),
				     start == 34 && offset == 6, "%u %u", start,
				     offset);
	frame_udp6(&frame, 2, 1, 1, 2, 60);
	cr_assert(completes(54, 6));
	cr_assert_not(completes(34, 6));
	frame_arp(&frame, 2, 1, 1, 2);
	for (uint16_t start = 0; start < 60; start++)
		cr_assert_not(completes(start, 6));
	frame_icmpv6(&frame, 2, 1, 128, 8);
	cr_assert(completes(54, 2));
	cr_assert_not(completes(54, 6));
}
