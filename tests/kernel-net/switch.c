/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Where frames go: each kind, from VMs and from the wire.  VMs 1 to 4 are
 * there; VM 3 forms IPv6 addresses, VM 4 uses DHCP.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "frames.h"
#include "stations.h"
#include "switch.h"
#include "wire.h"
#include "world.h"

#define VMS 4

static struct vm *vms[VMS + 1];
static struct frame frame;

static void make_vms(void)
{
	for (uint32_t i = 1; i <= VMS; i++)
		vms[i] = world_vm(i, i == 3 ? DENALI_NET_SLAAC :
				     i == 4 ? DENALI_NET_DHCP :
					      0);
}

static void start(void)
{
	world_start(512, 128);
	make_vms();
}

static void start_alone(void)
{
	world_start(512, 0);
	make_vms();
}

TestSuite(switch, .init = start, .fini = world_stop);
TestSuite(switch_alone, .init = start_alone, .fini = world_stop);

/* Which VMs (bit i) have the frame, and the wire (bit 0); takes them all. */
static uint32_t receivers(void)
{
	static uint32_t seen;
	uint32_t mask = 0;

	for (uint32_t i = 1; i <= VMS; i++) {
		struct packet *packet;

		while ((packet = world_take(vms[i])) != NULL) {
			cr_assert_eq(packet->length, frame.length);
			cr_assert_arr_eq(packet->frame, frame.bytes,
					 frame.length);
			packet_put(packet);
			cr_assert(!(mask & 1u << i), "twice");
			mask |= 1u << i;
		}
	}
	if (world_sent != seen)
		mask |= 1;
	seen = world_sent;
	return mask;
}

static uint32_t from_vm(uint32_t i)
{
	struct packet *packet = world_packet(frame.bytes, frame.length);

	switch_from_vm(vms[i], packet);
	packet_put(packet);
	world_complete(128);
	return receivers();
}

static uint32_t from_wire(void)
{
	world_receive(frame.bytes, frame.length);
	return receivers();
}

#define WIRE 1u
#define VM(i) (1u << (i))
#define ALL (VM(1) | VM(2) | VM(3) | VM(4))

/* ---- one station ---- */

Test(switch, unicast)
{
	frame_udp4(&frame, 2, 1, 1000, 2000, 10);
	cr_assert_eq(from_vm(1), VM(2));
	frame_udp4(&frame, OUTSIDE, 1, 1000, 2000, 10);
	cr_assert_eq(from_vm(1), WIRE);
	frame_udp4(&frame, 1, 1, 1000, 2000, 10);
	cr_assert_eq(from_vm(1), 0, "to itself");
	frame_udp4(&frame, 2, OUTSIDE, 1000, 2000, 10);
	cr_assert_eq(from_wire(), VM(2));
	frame_udp4(&frame, OUTSIDE + 1, OUTSIDE, 1000, 2000, 10);
	cr_assert_eq(from_wire(), 0, "for nobody here");
	frame_udp6(&frame, 2, OUTSIDE, 1000, 2000, 10);
	cr_assert_eq(from_wire(), VM(2));
	frame_udp4(&frame, 2, OUTSIDE, 1000, 2000, 10);
	frame_put16(&frame, 12, 0x8100);
	cr_assert_eq(from_wire(), 0, "tagged");
}

Test(switch, spoofed_frames_go_nowhere)
{
	frame_udp4(&frame, 2, 3, 1000, 2000, 10);
	cr_assert_eq(from_vm(1), 0);
	frame_udp4(&frame, OUTSIDE, 3, 1000, 2000, 10);
	cr_assert_eq(from_vm(1), 0);
	frame_arp(&frame, BROADCAST, 3, 1, world_ipv4(2));
	cr_assert_eq(from_vm(1), 0);
}

Test(switch, a_vm_that_has_ended_is_unknown)
{
	world_end(vms[2]);
	vms[2] = world_vm(100, 0);
	frame_udp4(&frame, 2, 1, 1000, 2000, 10);
	cr_assert_eq(from_vm(1), WIRE);
	frame_udp4(&frame, 2, OUTSIDE, 1000, 2000, 10);
	cr_assert_eq(from_wire(), 0);
	frame_arp(&frame, BROADCAST, OUTSIDE, 1, world_ipv4(2));
	cr_assert_eq(from_wire(), 0);
	frame_udp4(&frame, BROADCAST, OUTSIDE, 1000, 2000, 10);
	cr_assert_eq(from_wire(), ALL);
	stations_join(vms[1]);
	world_end(vms[1]);
	vms[1] = world_vm(101, 0);
	frame_udp4(&frame, SOME_GROUP, OUTSIDE, 1000, 2000, 10);
	cr_assert_eq(from_wire(), 0);
}

/* A checksum where there is none would overwrite what has been checked. */
Test(switch, checksums_in_the_wrong_place)
{
	struct packet *packet;

	frame_udp4(&frame, OUTSIDE, 1, 1000, 2000, 10);
	packet = world_packet(frame.bytes, frame.length);
	packet->flags = PACKET_CHECKSUM | PACKET_PARTIAL;
	packet->checksum_start = 34;
	packet->checksum_offset = 6;
	cr_assert(switch_from_vm(vms[1], packet));
	packet->checksum_start = 0;
	cr_assert(!switch_from_vm(vms[1], packet));
	packet_put(packet);
	cr_assert_eq(receivers(), WIRE);
	cr_assert_eq(world_sent, 1);
}

/* ---- ARP and neighbour discovery ---- */

Test(switch, arp_goes_to_who_is_asked)
{
	frame_arp(&frame, BROADCAST, 1, 1, world_ipv4(2));
	cr_assert_eq(from_vm(1), VM(2));
	frame_arp(&frame, BROADCAST, 1, 1, world_ipv4(OUTSIDE));
	cr_assert_eq(from_vm(1), WIRE);
	frame_arp(&frame, BROADCAST, 1, 1, world_ipv4(1));
	cr_assert_eq(from_vm(1), WIRE, "an announcement");
	frame_arp(&frame, BROADCAST, OUTSIDE, 1, world_ipv4(3));
	cr_assert_eq(from_wire(), VM(3));
	frame_arp(&frame, BROADCAST, OUTSIDE, 1, world_ipv4(OUTSIDE + 1));
	cr_assert_eq(from_wire(), 0);
	frame_arp(&frame, BROADCAST, OUTSIDE, 2, world_ipv4(OUTSIDE));
	cr_assert_eq(from_wire(), 0, "an announcement");
	frame_arp(&frame, 2, OUTSIDE, 2, world_ipv4(2));
	cr_assert_eq(from_wire(), VM(2), "a reply");
	frame_arp(&frame, BROADCAST, OUTSIDE, 1, 0);
	cr_assert_eq(from_wire(), 0, "VM 4 has no address, not 0");
}

Test(switch, solicitations_go_to_who_is_asked)
{
	frame_neighbour(&frame, ALL_NODES, 1, ND_SOLICITATION, 2, 1, 1);
	cr_assert_eq(from_vm(1), VM(2));
	frame_neighbour(&frame, ALL_NODES, 1, ND_SOLICITATION, OUTSIDE, 1, 1);
	cr_assert_eq(from_vm(1), WIRE);
	frame_neighbour(&frame, ALL_NODES, OUTSIDE, ND_SOLICITATION, 3, 1,
			OUTSIDE);
	cr_assert_eq(from_wire(), VM(3));
	frame_neighbour(&frame, ALL_NODES, OUTSIDE, ND_SOLICITATION,
			OUTSIDE + 1, 1, OUTSIDE);
	cr_assert_eq(from_wire(), 0);
	frame_neighbour(&frame, ALL_NODES, OUTSIDE, ND_ADVERTISEMENT, OUTSIDE,
			2, OUTSIDE);
	cr_assert_eq(from_wire(), 0);
	frame_icmpv6(&frame, ALL_NODES, OUTSIDE, ND_SOLICITATION, 23);
	cr_assert_eq(from_wire(), 0, "cut short");
}

Test(switch, solicitations_of_formed_addresses)
{
	uint8_t *target = frame.bytes + FRAME_ICMPV6 + 8;

	frame_neighbour(&frame, ALL_NODES, OUTSIDE, ND_SOLICITATION, 1, 0, 0);
	frame_formed_address(2, 0xfe80, target);
	cr_assert_eq(from_wire(), VM(2));
	frame_formed_address(2, 0x2001, target);
	cr_assert_eq(from_wire(), 0, "it may not have formed that");
	frame_formed_address(3, 0x2001, target);
	cr_assert_eq(from_wire(), VM(3));
	frame_formed_address(300, 0xfe80, target);
	cr_assert_eq(from_wire(), 0);
	for (unsigned i = 11; i <= 12; i++) {
		frame_formed_address(2, 0xfe80, target);
		target[i] ^= 1;
		cr_assert_eq(from_wire(), 0, "not formed that way");
	}
}

/* ---- groups ---- */

Test(switch, broadcasts)
{
	frame_udp4(&frame, BROADCAST, 1, 1000, 2000, 10);
	cr_assert_eq(from_vm(1), WIRE | (ALL & ~VM(1)));
	frame_udp4(&frame, BROADCAST, OUTSIDE, 1000, 2000, 10);
	cr_assert_eq(from_wire(), ALL);
	frame.bytes[23] = PROTOCOL_ICMP;
	cr_assert_eq(from_wire(), 0, "nobody answers to that");
	frame_udp6(&frame, BROADCAST, OUTSIDE, 1000, 2000, 10);
	cr_assert_eq(from_wire(), 0);
}

Test(switch, reflections)
{
	frame_udp4(&frame, BROADCAST, 1, 1000, 2000, 10);
	cr_assert_eq(from_wire(), 0);
	frame_neighbour(&frame, ALL_NODES, 1, ND_SOLICITATION, 1, 0, 0);
	cr_assert_eq(from_wire(), 0, "it would think its address is taken");
}

Test(switch, multicast_goes_to_members)
{
	frame_udp4(&frame, SOME_GROUP, OUTSIDE, 1000, 2000, 10);
	cr_assert_eq(from_wire(), 0);
	frame_udp4(&frame, SOME_GROUP, 2, 0, 0, 0);
	frame.bytes[23] = PROTOCOL_IGMP;
	frame.bytes[34] = 0x16;
	cr_assert_eq(from_vm(2), WIRE, "a report");
	cr_assert_eq(from_vm(2), WIRE, "another");
	cr_assert_eq(stations_member_count(), 1);
	frame_udp4(&frame, SOME_GROUP, OUTSIDE, 1000, 2000, 10);
	cr_assert_eq(from_wire(), VM(2));
	frame_udp4(&frame, SOME_GROUP, 1, 1000, 2000, 10);
	cr_assert_eq(from_vm(1), WIRE | VM(2));
	frame_udp4(&frame, SOME_GROUP, 2, 1000, 2000, 10);
	cr_assert_eq(from_vm(2), WIRE, "not to itself");
}

Test(switch, mld_reports_join)
{
	uint8_t *group = frame.bytes + FRAME_ICMPV6 + 8;

	frame_icmpv6(&frame, ALL_NODES, 2, MLD_REPORT, 24);
	group[0] = 0xff;
	group[1] = 2;
	group[11] = 1;
	group[12] = 0xff;
	cr_assert_eq(from_vm(2), WIRE);
	cr_assert_eq(stations_member_count(), 0, "solicited-node");
	group[12] = 0;
	cr_assert_eq(from_vm(2), WIRE);
	cr_assert_eq(stations_member_count(), 1);
	frame_icmpv6(&frame, ALL_NODES, 3, MLD_REPORT, 23);
	cr_assert_eq(from_vm(3), WIRE);
	cr_assert_eq(stations_member_count(), 1, "cut short");
	frame_icmpv6(&frame, ALL_NODES, OUTSIDE, MLD_QUERY, 24);
	cr_assert_eq(from_wire(), VM(2));
}

/* An MLDv2 report of two records, the first with a source and data behind. */
static void make_records(uint8_t first, uint8_t second, uint8_t group_byte)
{
	uint8_t *records = frame.bytes + FRAME_ICMPV6 + 8;

	frame_icmpv6(&frame, ALL_NODES, 2, MLD2_REPORT, 8 + 20 + 16 + 8 + 20);
	records[0] = first;
	records[1] = 2;
	records[3] = 1;
	memcpy(records + 4, "\xff\2\0\0\0\0\0\0\0\0\0\1\xff", 13);
	records += 20 + 16 + 8;
	records[0] = second;
	memcpy(records + 4, "\xff\2", 2);
	records[4 + 12] = group_byte;
}

Test(switch, mld2_reports_join)
{
	make_records(4, 4, 0);
	memcpy(frame.bytes + FRAME_ICMPV6 + 8 + 44 + 4,
	       frame.bytes + FRAME_ICMPV6 + 8 + 4, 16);
	cr_assert_eq(from_vm(2), WIRE);
	cr_assert_eq(stations_member_count(), 0, "solicited-node, both");
	make_records(4, 3, 0);
	from_vm(2);
	cr_assert_eq(stations_member_count(), 0, "it leaves the second");
	make_records(4, 4, 0);
	frame.length--;
	frame_put16(&frame, 18, (uint16_t)(frame.length - 54));
	from_vm(2);
	cr_assert_eq(stations_member_count(), 0, "cut short");
	make_records(4, 4, 0);
	frame_put16(&frame, FRAME_ICMPV6 + 8 + 2, 0xffff);
	from_vm(2);
	cr_assert_eq(stations_member_count(), 0, "it points outside");
	make_records(4, 4, 0);
	cr_assert_eq(from_vm(2), WIRE);
	cr_assert_eq(stations_member_count(), 1);
}

/* No VM fills the wire with what everybody there has to look at. */
Test(switch, one_vm_sends_so_much_to_groups_and_no_more)
{
	unsigned sent = 0, most = SWITCH_GROUP_RATE / 10;

	for (unsigned i = 0; i < 2 * most; i++) {
		frame_arp(&frame, BROADCAST, 1, ARP_REQUEST,
			  world_ipv4(OUTSIDE));
		sent += from_vm(1) == WIRE;
	}
	cr_assert_leq(sent, most);
	cr_assert_geq(sent, most / 2);
	frame_udp4(&frame, OUTSIDE, 1, 1000, 2000, 10);
	cr_assert_eq(from_vm(1), WIRE, "to one station it may");
	frame_arp(&frame, BROADCAST, 2, ARP_REQUEST, world_ipv4(OUTSIDE));
	cr_assert_eq(from_vm(2), WIRE, "and so may others");
	world_now += 100000000;
	frame_arp(&frame, BROADCAST, 1, ARP_REQUEST, world_ipv4(OUTSIDE));
	cr_assert_eq(from_vm(1), WIRE);
}

/* However many there are: one that says too much silences no other. */
Test(switch, every_vm_has_a_limit_of_its_own)
{
	frame_arp(&frame, BROADCAST, 1, ARP_REQUEST, world_ipv4(OUTSIDE));
	for (unsigned i = 0; i < SWITCH_GROUP_RATE; i++)
		from_vm(1);
	for (uint32_t i = 250; i < 260; i++) {
		world_end(vms[2]);
		vms[2] = world_vm(i, 0);
		frame_arp(&frame, BROADCAST, i, ARP_REQUEST,
			  world_ipv4(OUTSIDE));
		cr_assert_eq(from_vm(2), WIRE, "VM %u", i);
	}
}

Test(switch, router_advertisements)
{
	frame_icmpv6(&frame, ALL_NODES, OUTSIDE, ND_ROUTER_ADVERTISEMENT, 16);
	cr_assert_eq(from_wire(), VM(3));
	cr_assert_eq(from_vm(1), 0);
}

Test(switch, what_is_said_to_routers_and_servers)
{
	frame_icmpv6(&frame, ALL_NODES, 3, ND_ROUTER_SOLICITATION, 8);
	cr_assert_eq(from_vm(3), WIRE);
	frame_udp4(&frame, BROADCAST, 4, PORT_DHCP_CLIENT, PORT_DHCP_SERVER,
		   240);
	frame_put32(&frame, 26, 0);
	cr_assert_eq(from_vm(4), WIRE);
	frame_udp6(&frame, ALL_NODES, 3, PORT_DHCPV6_CLIENT, PORT_DHCPV6_SERVER,
		   40);
	cr_assert_eq(from_vm(3), WIRE);
}

/* ---- DHCP ---- */

#define LEASE __builtin_bswap32(0x0a020304)

static uint32_t address_of(uint32_t i)
{
	return vms[i]->nic.ipv4;
}

Test(switch, dhcp_replies_go_to_their_client)
{
	frame_dhcp(&frame, BROADCAST, OUTSIDE, 4, 2, LEASE);
	cr_assert_eq(from_wire(), VM(4));
	cr_assert_eq(address_of(4), 0, "only offered");
	frame_dhcp(&frame, BROADCAST, OUTSIDE, 4, 5, LEASE);
	cr_assert_eq(from_wire(), VM(4));
	cr_assert_eq(address_of(4), LEASE);
	frame_arp(&frame, BROADCAST, OUTSIDE, 1, LEASE);
	cr_assert_eq(from_wire(), VM(4));
	frame_udp4(&frame, OUTSIDE, 4, 1, 2, 10);
	cr_assert_eq(from_vm(4), 0, "not an address of its own");
	frame_put32(&frame, 26, 0x0a020304);
	cr_assert_eq(from_vm(4), WIRE);
	/* Another lease replaces it. */
	frame_dhcp(&frame, 4, OUTSIDE, 4, 5, LEASE + (1u << 24));
	cr_assert_eq(from_wire(), VM(4));
	frame_arp(&frame, BROADCAST, OUTSIDE, 1, LEASE);
	cr_assert_eq(from_wire(), 0);
	frame_arp(&frame, BROADCAST, OUTSIDE, 1, LEASE + (1u << 24));
	cr_assert_eq(from_wire(), VM(4));
	frame_dhcp(&frame, BROADCAST, OUTSIDE, OUTSIDE + 2, 5, LEASE);
	cr_assert_eq(from_wire(), 0, "for nobody here");
}

Test(switch, addresses_that_are_not_learned)
{
	frame_dhcp(&frame, BROADCAST, OUTSIDE, 1, 5, LEASE);
	cr_assert_eq(from_wire(), VM(1));
	cr_assert_eq(address_of(1), world_ipv4(1), "it has one already");
	frame_dhcp(&frame, BROADCAST, OUTSIDE, 4, 5, world_ipv4(2));
	cr_assert_eq(from_wire(), VM(4));
	cr_assert_eq(address_of(4), 0, "VM 2 has that");
	frame_dhcp(&frame, 4, OUTSIDE, 2, 5, LEASE);
	cr_assert_eq(from_wire(), VM(4));
	cr_assert_eq(address_of(4), 0, "the reply is another's");
	frame_dhcp(&frame, 4, 1, 4, 5, LEASE);
	cr_assert_eq(from_vm(1), 0, "from a VM");
	cr_assert_eq(address_of(4), 0);
}

Test(switch, dhcp_replies_that_make_no_sense)
{
	static const uint8_t first[] = { 0, 127, 224, 239, 255 };

	for (unsigned i = 0; i < sizeof(first); i++) {
		frame_dhcp(&frame, 4, OUTSIDE, 4, 5, LEASE);
		frame.bytes[FRAME_UDP4_PAYLOAD + 16] = first[i];
		from_wire();
		cr_assert_eq(address_of(4), 0, "%u", first[i]);
	}
	/* Options cut short at each place, and of any length. */
	for (uint32_t end = 0; end < 244; end++) {
		frame_dhcp(&frame, 4, OUTSIDE, 4, 5, LEASE);
		frame_put16(&frame, 16, (uint16_t)(28 + end));
		from_wire();
		cr_assert_eq(address_of(4), 0, "%u", end);
	}
	for (unsigned length = 0; length < 256; length++) {
		frame_dhcp(&frame, 4, OUTSIDE, 4, 5, LEASE);
		frame.bytes[FRAME_UDP4_PAYLOAD + 242] = (uint8_t)length;
		from_wire();
		cr_assert_eq(address_of(4) != 0, length == 1, "%u", length);
		stations_set_ipv4(vms[4], 0);
	}
}

/* Give VM 4 a lease by a message whose options are these. */
static bool learns(const uint8_t *options, uint32_t length)
{
	bool learned;

	stations_set_ipv4(vms[4], 0);
	frame_dhcp(&frame, 4, OUTSIDE, 4, 5, LEASE);
	frame.length = FRAME_UDP4_PAYLOAD + 240;
	frame_add(&frame, options, length);
	frame_put16(&frame, 16, (uint16_t)(28 + 240 + length));
	from_wire();
	learned = address_of(4) == LEASE;
	return learned;
}

Test(switch, dhcp_options)
{
	static const uint8_t last[] = { 53, 1, 5 };
	static const uint8_t behind[] = { 1, 4, 9, 53, 1, 2, 0, 0, 53, 1, 5 };
	static const uint8_t inside[] = { 1, 4, 53, 1, 5, 0, 255 };
	static const uint8_t ended[] = { 255, 53, 1, 5 };
	static const uint8_t empty[] = { 12, 0, 53, 1, 5 };

	cr_assert(learns(last, sizeof(last)));
	cr_assert(learns(behind, sizeof(behind)));
	cr_assert(learns(empty, sizeof(empty)));
	cr_assert(!learns(inside, sizeof(inside)));
	cr_assert(!learns(ended, sizeof(ended)));
	cr_assert(!learns(last, 2));
	cr_assert(!learns(last, 0));
}

Test(switch, what_is_no_dhcp_message)
{
	static const uint32_t places[] = { 0, 1, 2, 236, 237, 238, 239 };

	for (unsigned i = 0; i < sizeof(places) / sizeof(*places); i++) {
		frame_dhcp(&frame, 4, OUTSIDE, 4, 5, LEASE);
		frame.bytes[FRAME_UDP4_PAYLOAD + places[i]] ^= 4;
		cr_assert_eq(from_wire(), VM(4));
		cr_assert_eq(address_of(4), 0, "%u", places[i]);
	}
}

/* ---- limits ---- */

Test(switch, floods_are_limited)
{
	uint32_t frames = 0;

	frame_udp4(&frame, BROADCAST, OUTSIDE, 1000, 2000, 10);
	for (unsigned i = 0; i < 2 * SWITCH_FLOOD_RATE; i++)
		frames += from_wire() == ALL;
	cr_assert_eq(frames, SWITCH_FLOOD_RATE / VMS);
	/* Neither routers nor VMs suffer from that. */
	frame_icmpv6(&frame, ALL_NODES, OUTSIDE, ND_ROUTER_ADVERTISEMENT, 16);
	cr_assert_eq(from_wire(), VM(3));
	frame_udp4(&frame, BROADCAST, 1, 1000, 2000, 10);
	cr_assert_eq(from_vm(1), WIRE | (ALL & ~VM(1)));
	frame_arp(&frame, BROADCAST, OUTSIDE, 1, world_ipv4(3));
	cr_assert_eq(from_wire(), VM(3));
	/* Half a second later there is half a second's worth. */
	world_now += 500000000;
	frames = 0;
	frame_udp4(&frame, BROADCAST, OUTSIDE, 1000, 2000, 10);
	for (unsigned i = 0; i < 2 * SWITCH_FLOOD_RATE; i++)
		frames += from_wire() == ALL;
	cr_assert_geq(frames, SWITCH_FLOOD_RATE / VMS * 45 / 100);
	cr_assert_leq(frames, SWITCH_FLOOD_RATE / VMS * 50 / 100);
}

Test(switch, one_frame_for_thousands)
{
	static struct vm *others[5000];
	uint32_t before;

	for (uint32_t i = 0; i < 5000; i++)
		others[i] = world_vm(10 + i, 0);
	before = packet_free_count();
	frame_udp4(&frame, BROADCAST, OUTSIDE, 1000, 2000, 10);
	world_receive(frame.bytes, frame.length);
	cr_assert_eq(before - packet_free_count(), 1, "stored once");
	cr_assert_eq(receivers(), ALL);
	for (uint32_t i = 0; i < 5000; i++)
		cr_assert_eq(world_queued(others[i]), 1);
	world_receive(frame.bytes, frame.length);
	cr_assert_eq(receivers(), 0, "the budget is spent");
	world_now += 6000000000;
	world_receive(frame.bytes, frame.length);
	cr_assert_eq(receivers(), ALL);
	for (uint32_t i = 0; i < 5000; i += 37) {
		uint32_t queued = world_queued(others[i]);

		frame_arp(&frame, BROADCAST, OUTSIDE, 1, world_ipv4(10 + i));
		cr_assert_eq(from_wire(), 0);
		cr_assert_eq(world_queued(others[i]), queued + 1);
	}
}

Test(switch_alone, without_a_wire)
{
	struct packet *packet;

	frame_udp4(&frame, 2, 1, 1000, 2000, 10);
	cr_assert_eq(from_vm(1), VM(2));
	frame_udp4(&frame, BROADCAST, 1, 1000, 2000, 10);
	cr_assert_eq(from_vm(1), ALL & ~VM(1));
	frame_udp4(&frame, OUTSIDE, 1, 1000, 2000, 10);
	packet = world_packet(frame.bytes, frame.length);
	cr_assert(!switch_from_vm(vms[1], packet));
	packet_put(packet);
	frame_arp(&frame, BROADCAST, 1, 1, world_ipv4(OUTSIDE));
	cr_assert_eq(from_vm(1), 0);
}

/* ---- the tables ---- */

Test(switch, tables_forget_what_leaves)
{
	uint8_t mac[6], address[16];

	for (uint32_t i = 10; i < 3000; i++)
		world_vm(i, 0);
	for (uint32_t i = 10; i < 3000; i += 2) {
		world_mac(i, mac);
		world_end(stations_by_mac(mac));
	}
	for (uint32_t i = 10; i < 3000; i++) {
		world_mac(i, mac);
		world_ipv6(i, address);
		if (i % 2 == 0) {
			cr_assert_null(stations_by_mac(mac));
			cr_assert_null(stations_by_ipv4(world_ipv4(i)));
			cr_assert_null(stations_by_ipv6(address));
		} else {
			cr_assert_eq(stations_by_mac(mac)->id, i);
			cr_assert_eq(stations_by_ipv4(world_ipv4(i))->id, i);
			cr_assert_eq(stations_by_ipv6(address)->id, i);
		}
	}
	cr_assert_eq(stations_count(), VMS + 1495);
}
