/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A routed host: one MAC address on the wire, whatever VMs say and whoever
 * asks for them.  VMs 1 and 2 are there; VM 3 uses DHCP, VM 4 forms IPv6
 * addresses.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "arp.h"
#include "forward.h"
#include "frames.h"
#include "stations.h"
#include "switch.h"
#include "tcp.h"
#include "traffic.h"
#include "wire.h"
#include "world.h"

#define VMS 4
#define ND_BODY (FRAME_ICMPV6)

static const uint8_t host[6] = { 0x52, 0x54, 0, 0x12, 0x34, 0x56 };
static struct vm *vms[VMS + 1];
static struct frame frame, got;

static void start(void)
{
	world_start(128, 64);
	cr_assert(forward_init());
	arp_route(host);
	for (uint32_t i = 1; i <= VMS; i++)
		vms[i] = world_vm(i, i == 3 ? DENALI_NET_DHCP :
				     i == 4 ? DENALI_NET_SLAAC :
					      0);
}

TestSuite(routed, .init = start, .fini = world_stop);

/* Does a MAC address stand anywhere in what was got? */
static bool shows(const uint8_t *mac)
{
	for (uint32_t i = 0; i + 6 <= got.length; i++)
		if (!memcmp(got.bytes + i, mac, 6))
			return true;
	return false;
}

static bool shows_vm(uint32_t i)
{
	uint8_t mac[6];

	world_mac(i, mac);
	return shows(mac);
}

static bool keep(const struct packet *packet)
{
	got.length = packet->length;
	memcpy(got.bytes, packet->frame, packet->length);
	return true;
}

/* The VM sends; does it come to the wire, in the host's name? */
static bool from_vm(uint32_t i)
{
	struct packet *packet = world_packet(frame.bytes, frame.length);
	uint32_t before = world_sent;

	switch_from_vm(vms[i], packet);
	packet_put(packet);
	if (world_sent == before)
		return false;
	keep(world_frame(before));
	world_complete(64);
	cr_expect_arr_eq(got.bytes + ETHER_SOURCE, host, 6);
	return true;
}

/* The VM's one frame. */
static bool given(uint32_t i)
{
	struct packet *packet = world_take(vms[i]);

	if (!packet)
		return false;
	keep(packet);
	packet_put(packet);
	cr_assert_eq(world_queued(vms[i]), 0);
	return true;
}

static bool from_wire_to(uint32_t i)
{
	world_receive(frame.bytes, frame.length);
	return given(i);
}

static void to_host(void)
{
	memcpy(frame.bytes, host, 6);
}

static void no_more(void)
{
	for (uint32_t i = 1; i <= VMS; i++)
		cr_expect_eq(world_queued(vms[i]), 0, "VM %u", i);
}

/* ---- out ---- */

Test(routed, what_is_sent_comes_from_the_host)
{
	frame_tcp4(&frame, OUTSIDE, 1, 80, 1000, TCP_ACK, 1, 10);
	frame_sum(&frame);
	cr_assert(from_vm(1));
	cr_expect_not(shows_vm(1));
	cr_expect(frame_sums_right(got.bytes, got.length));
	cr_expect_arr_eq(got.bytes + ETHER_TYPE, frame.bytes + ETHER_TYPE,
			 frame.length - ETHER_TYPE, "nothing else changes");
	frame_udp6(&frame, OUTSIDE, 1, 80, 1000, 10);
	cr_assert(from_vm(1));
	cr_expect_not(shows_vm(1));
}

Test(routed, arp_names_the_host)
{
	frame_arp(&frame, BROADCAST, 1, ARP_REQUEST, world_ipv4(OUTSIDE));
	cr_assert(from_vm(1));
	cr_expect_not(shows_vm(1));
	cr_expect_arr_eq(got.bytes + ARP_SENDER_MAC, host, 6);
	frame_arp(&frame, OUTSIDE, 1, ARP_REPLY, world_ipv4(OUTSIDE));
	cr_assert(from_vm(1));
	cr_expect_not(shows_vm(1));
}

static void expect_discovery(uint8_t type, uint8_t kind, uint16_t flags)
{
	struct packet *packet;
	uint32_t before = world_sent;

	frame_neighbour(&frame, OUTSIDE, 1, type,
			type == ND_ADVERTISEMENT ? 1 : OUTSIDE, kind, 1);
	frame_sum(&frame);
	packet = world_packet(frame.bytes, frame.length);
	packet->flags = flags;
	packet->checksum_start = ND_BODY;
	packet->checksum_offset = 2;
	cr_assert(switch_from_vm(vms[1], packet));
	packet_put(packet);
	keep(world_frame(before));
	world_complete(64);
	cr_expect_not(shows_vm(1), "type %u", type);
	cr_expect_arr_eq(got.bytes + ND_BODY + 26, host, 6);
	if (flags & PACKET_PARTIAL)
		cr_expect_eq(net16(got.bytes + ND_BODY + 2),
			     net16(frame.bytes + ND_BODY + 2));
	else
		cr_expect(frame_sums_right(got.bytes, got.length), "type %u",
			  type);
}

Test(routed, neighbour_discovery_names_the_host)
{
	expect_discovery(ND_SOLICITATION, ND_OPTION_SOURCE, PACKET_FROM_VM);
	expect_discovery(ND_ADVERTISEMENT, ND_OPTION_TARGET, PACKET_FROM_VM);
	expect_discovery(ND_SOLICITATION, ND_OPTION_SOURCE,
			 PACKET_FROM_VM | PACKET_PARTIAL);
	frame_icmpv6(&frame, ALL_NODES, 1, ND_ROUTER_SOLICITATION, 16);
	frame.bytes[ND_BODY + 8] = ND_OPTION_SOURCE;
	frame.bytes[ND_BODY + 9] = 1;
	world_mac(1, frame.bytes + ND_BODY + 10);
	frame_sum(&frame);
	cr_assert(from_vm(1));
	cr_expect_not(shows_vm(1));
	cr_expect(frame_sums_right(got.bytes, got.length));
	frame_icmpv6(&frame, ALL_NODES, 1, ND_ROUTER_SOLICITATION, 8);
	cr_assert(from_vm(1), "without an option");
}

Test(routed, groups_here_see_who_it_was)
{
	frame_udp4(&frame, BROADCAST, 1, 1000, 2000, 10);
	cr_assert(from_vm(1));
	cr_expect_not(shows_vm(1));
	for (uint32_t i = 2; i <= VMS; i++) {
		cr_assert(given(i));
		cr_expect_arr_eq(got.bytes, frame.bytes, frame.length);
	}
}

Test(routed, dhcp_servers_are_to_broadcast)
{
	uint32_t zero = 0;

	frame_udp4(&frame, BROADCAST, 3, PORT_DHCP_CLIENT, PORT_DHCP_SERVER,
		   248);
	memcpy(frame.bytes + IPV4_SOURCE, &zero, 4);
	frame_sum(&frame);
	cr_assert(from_vm(3));
	cr_expect_eq(got.bytes[FRAME_UDP4_PAYLOAD + 10], 0x80);
	cr_expect(frame_sums_right(got.bytes, got.length));
	frame_udp4(&frame, BROADCAST, 3, PORT_DHCP_CLIENT, PORT_DHCP_SERVER,
		   11);
	memcpy(frame.bytes + IPV4_SOURCE, &zero, 4);
	cr_assert(from_vm(3), "too short to ask");
	frame_dhcp(&frame, BROADCAST, OUTSIDE, 3, 5,
		   __builtin_bswap32(0x0a010063));
	cr_assert(from_wire_to(3));
	frame_udp4(&frame, OUTSIDE + 1, OUTSIDE, 1, 2, 10);
	to_host();
	frame_put32(&frame, IPV4_DESTINATION, 0x0a010063);
	cr_assert(from_wire_to(3), "it has the address");
}

Test(routed, a_capture_shows_what_the_vm_sent)
{
	struct packet *packet;

	cr_assert(traffic_set_capture(vms[1], true));
	frame_udp4(&frame, OUTSIDE, 1, 1, 2, 10);
	packet = world_packet(frame.bytes, frame.length);
	cr_assert(switch_from_vm(vms[1], packet));
	traffic_sent(vms[1], packet, true);
	cr_expect_arr_eq(world_message.frame, frame.bytes, frame.length);
	packet_put(packet);
}

/* ---- in ---- */

Test(routed, what_comes_is_for_whose_address_it_names)
{
	uint8_t formed[16];

	frame_udp4(&frame, 2, OUTSIDE, 1, 2, 10);
	cr_assert_not(from_wire_to(2), "its own MAC is no way");
	to_host();
	cr_assert(from_wire_to(2));
	cr_expect(shows_vm(2));
	cr_expect_arr_eq(got.bytes + 6, frame.bytes + 6, frame.length - 6);
	frame_udp6(&frame, 1, OUTSIDE, 1, 2, 10);
	to_host();
	cr_assert(from_wire_to(1));
	frame_formed_address(4, 0xfd01, formed);
	frame_udp6(&frame, 1, OUTSIDE, 1, 2, 10);
	memcpy(frame.bytes + IPV6_DESTINATION, formed, 16);
	to_host();
	cr_assert(from_wire_to(4));
	frame_udp4(&frame, OUTSIDE + 1, OUTSIDE, 1, 2, 10);
	to_host();
	world_receive(frame.bytes, frame.length);
	no_more();
}

Test(routed, a_vm_with_the_hosts_mac_is_found_by_its_address)
{
	struct denali_network net = { .flags = DENALI_NET_PRESENT,
				      .ipv4 = world_ipv4(1) };

	memcpy(net.mac, host, 6);
	nic_move(vms[1], &net);
	frame_udp4(&frame, 2, OUTSIDE, 1, 2, 10);
	to_host();
	cr_assert(from_wire_to(2));
	frame_udp4(&frame, 1, OUTSIDE, 1, 2, 10);
	to_host();
	cr_assert(from_wire_to(1));
	no_more();
}

Test(routed, the_host_answers_arp)
{
	uint32_t sent = world_sent;

	frame_arp(&frame, BROADCAST, OUTSIDE, ARP_REQUEST, world_ipv4(2));
	world_receive(frame.bytes, frame.length);
	no_more();
	cr_assert_eq(world_sent, sent + 1);
	keep(world_frame(sent));
	cr_expect_arr_eq(got.bytes + ETHER_SOURCE, host, 6);
	cr_expect_arr_eq(got.bytes + ARP_SENDER_MAC, host, 6);
	cr_expect_eq(load32(got.bytes + ARP_SENDER_IP), world_ipv4(2));
	cr_expect_eq(net16(got.bytes + ARP_OPERATION), ARP_REPLY);
	to_host();
	world_receive(frame.bytes, frame.length);
	no_more();
	cr_assert_eq(world_sent, sent + 2, "also where it is asked alone");
	frame_arp(&frame, BROADCAST, OUTSIDE, ARP_REQUEST, world_ipv4(9));
	world_receive(frame.bytes, frame.length);
	no_more();
	cr_assert_eq(world_sent, sent + 2, "for nobody it does not");
}

Test(routed, answers_to_arp_find_who_asked)
{
	frame_arp(&frame, OUTSIDE + 1, OUTSIDE, ARP_REPLY, world_ipv4(2));
	to_host();
	memcpy(frame.bytes + ARP_TARGET_MAC, host, 6);
	cr_assert(from_wire_to(2));
	cr_expect_not(shows(host));
	no_more();
	frame_arp(&frame, OUTSIDE + 1, OUTSIDE, ARP_REPLY, world_ipv4(9));
	to_host();
	world_receive(frame.bytes, frame.length);
	no_more();
}

static void expect_advertised(uint32_t to, uint8_t flags)
{
	uint32_t sent = world_sent;

	frame_neighbour(&frame, to, OUTSIDE, ND_SOLICITATION, 2,
			ND_OPTION_SOURCE, OUTSIDE);
	if (to != ALL_NODES)
		to_host();
	world_receive(frame.bytes, frame.length);
	no_more();
	cr_assert_eq(world_sent, sent + 1);
	keep(world_frame(sent));
	cr_expect(frame_sums_right(got.bytes, got.length));
	cr_expect_arr_eq(got.bytes + ND_BODY + 26, host, 6);
	cr_expect_arr_eq(got.bytes + ND_BODY + 8, frame.bytes + ND_BODY + 8,
			 16);
	cr_expect_arr_eq(got.bytes + IPV6_SOURCE, frame.bytes + ND_BODY + 8,
			 16);
	cr_expect_eq(got.bytes[ND_BODY + 4], flags);
}

Test(routed, the_host_answers_solicitations)
{
	expect_advertised(ALL_NODES, 0x60);
	expect_advertised(2, 0x60);
}

/* Who asks without an address is about to take that one. */
Test(routed, a_vm_defends_its_address)
{
	uint32_t sent = world_sent;

	frame_neighbour(&frame, ALL_NODES, OUTSIDE, ND_SOLICITATION, 2, 0, 0);
	memset(frame.bytes + IPV6_SOURCE, 0, 16);
	cr_assert(from_wire_to(2));
	cr_expect_eq(world_sent, sent);
	no_more();
}

Test(routed, its_own_frames_do_not_come_back)
{
	frame_udp4(&frame, BROADCAST, OUTSIDE, 1, 2, 10);
	cr_assert(from_wire_to(1));
	for (uint32_t i = 2; i <= VMS; i++)
		cr_assert(given(i));
	memcpy(frame.bytes + ETHER_SOURCE, host, 6);
	world_receive(frame.bytes, frame.length);
	no_more();
}

/* ---- here ---- */

Test(routed, vms_know_each_other_as_ever)
{
	frame_udp4(&frame, 2, 1, 1, 2, 10);
	cr_assert_not(from_vm(1));
	cr_assert(given(2));
	cr_expect_arr_eq(got.bytes, frame.bytes, frame.length);
	frame_arp(&frame, BROADCAST, 1, ARP_REQUEST, world_ipv4(2));
	cr_assert_not(from_vm(1));
	cr_assert(given(2));
	cr_expect_arr_eq(got.bytes, frame.bytes, frame.length);
}

Test(routed, forwarded_ports_are_the_hosts)
{
	struct denali_forward asked = { .family = DENALI_FORWARD_IPV4,
					.protocol = DENALI_FORWARD_TCP,
					.port = 80,
					.backend_count = 1,
					.backend = { { 2, 8080, 0 } } };
	uint32_t ipv4 = world_ipv4(1);

	memcpy(asked.address, &ipv4, 4);
	cr_assert_eq(forward_set(vms[1], &asked), 0);
	frame_tcp4(&frame, 1, OUTSIDE, 1000, 80, TCP_ACK, 1, 10);
	frame_sum(&frame);
	to_host();
	cr_assert(from_wire_to(2));
	cr_expect(frame_sums_right(got.bytes, got.length));
	frame_tcp4(&frame, OUTSIDE, 2, 8080, 1000, TCP_ACK, 1, 10);
	frame_sum(&frame);
	cr_assert(from_vm(2));
	cr_expect_not(shows_vm(1) || shows_vm(2));
	cr_expect_eq(load32(got.bytes + IPV4_SOURCE), ipv4);
	cr_expect(frame_sums_right(got.bytes, got.length));
	frame_tcp4(&frame, 2, OUTSIDE, 1000, 8080, TCP_ACK, 1, 10);
	to_host();
	world_receive(frame.bytes, frame.length);
	no_more();
	cr_expect_eq(forward_drops, 1);
	asked.backend_count = 0;
	cr_assert_eq(forward_set(vms[1], &asked), 0);
}
