/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Forwarded ports: what is rewritten and how, and what is dropped.
 */
#include "forwardrig.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <string.h>

#include "switch.h"
#include "tcp.h"
#include "traffic.h"
#include "wire.h"
#include "world.h"

TestSuite(forward, .init = forward_start, .fini = forward_stop);

/* ---- rewriting ---- */

ParameterizedTestParameters(forward, in)
{
	return cr_make_param_array(struct kind, kinds, 4);
}

ParameterizedTest(struct kind *kind, forward, in)
{
	for (uint32_t payload = 0; payload < 1400; payload += 33) {
		build(*kind, HOST, CLIENT, CLIENT_PORT, 80, payload);
		cr_assert(from_wire_to(WEB));
		cr_assert_eq(world_queued(vms[HOST]), 0);
		same_as(*kind, WEB, CLIENT, CLIENT_PORT, 8080, payload);
	}
}

ParameterizedTestParameters(forward, out)
{
	return cr_make_param_array(struct kind, kinds, 4);
}

ParameterizedTest(struct kind *kind, forward, out)
{
	for (uint32_t payload = 0; payload < 1400; payload += 33) {
		build(*kind, CLIENT, WEB, 8080, CLIENT_PORT, payload);
		cr_assert(sent_from(WEB, PACKET_FROM_VM, 0, 0));
		same_as(*kind, CLIENT, HOST, 80, CLIENT_PORT, payload);
	}
}

ParameterizedTestParameters(forward, left_to_the_nic)
{
	return cr_make_param_array(struct kind, kinds, 4);
}

ParameterizedTest(struct kind *kind, forward, left_to_the_nic)
{
	uint16_t start_at = kind->six ? TCP_FRAME6 : TCP_FRAME4;

	for (uint32_t payload = 0; payload < 1400; payload += 33) {
		build(*kind, CLIENT, WEB, 8080, CLIENT_PORT, payload);
		frame_sum_partly(&frame);
		cr_assert(sent_from(WEB, PACKET_FROM_VM | PACKET_PARTIAL,
				    start_at, kind->udp ? 6 : 16));
		frame_complete(&got);
		same_as(*kind, CLIENT, HOST, 80, CLIENT_PORT, payload);
	}
}

/* Every sum there can be, so also those around 0. */
ParameterizedTestParameters(forward, all_sums)
{
	return cr_make_param_array(struct kind, kinds, 4);
}

ParameterizedTest(struct kind *kind, forward, all_sums, .timeout = 60)
{
	for (uint32_t port = 0; port < 65536; port++) {
		build(*kind, HOST, CLIENT, (uint16_t)port, 80, 3);
		cr_assert(from_wire_to(WEB));
		cr_assert(frame_sums_right(got.bytes, got.length), "%u", port);
		cr_assert(!kind->udp || net16(got.bytes + got.length - 5));
	}
}

Test(forward, udp_may_have_no_sum)
{
	frame_udp4(&frame, HOST, CLIENT, CLIENT_PORT, 80, 10);
	cr_assert(from_wire_to(WEB));
	cr_assert_eq(net16(got.bytes + 40), 0);
	frame_udp4(&frame, CLIENT, WEB, 8080, CLIENT_PORT, 10);
	cr_assert(sent_from(WEB, PACKET_FROM_VM, 0, 0));
	cr_assert_eq(net16(got.bytes + 40), 0);
}

Test(forward, a_wrong_sum_stays_wrong)
{
	build(kinds[0], HOST, CLIENT, CLIENT_PORT, 80, 9);
	frame.bytes[TCP_FRAME4 + 16] ^= 4;
	cr_assert(from_wire_to(WEB));
	cr_assert(!frame_sums_right(got.bytes, got.length));
	got.bytes[TCP_FRAME4 + 16] ^= 4;
	cr_assert(frame_sums_right(got.bytes, got.length));
	build(kinds[0], CLIENT, WEB, 8080, CLIENT_PORT, 9);
	frame.bytes[IPV4_CHECKSUM] ^= 4;
	cr_assert(sent_from(WEB, PACKET_FROM_VM, 0, 0));
	cr_assert(!frame_sums_right(got.bytes, got.length));
}

Test(forward, options_of_ip_are_no_hindrance)
{
	static const uint8_t options[] = { 1, 1, 1, 0 };

	frame_tcp4(&frame, HOST, CLIENT, CLIENT_PORT, 80, TCP_ACK, 5, 9);
	memmove(frame.bytes + TCP_FRAME4 + 4, frame.bytes + TCP_FRAME4, 29);
	memcpy(frame.bytes + TCP_FRAME4, options, 4);
	frame.length += 4;
	frame.bytes[IPV4_VERSION] = 0x46;
	frame_put16(&frame, IPV4_LENGTH, 53);
	frame_sum(&frame);
	cr_assert(from_wire_to(WEB));
	cr_assert(frame_sums_right(got.bytes, got.length));
	cr_assert_eq(net16(got.bytes + TCP_FRAME4 + 4 + 2), 8080);
}

/* ---- what is not forwarded ---- */

Test(forward, other_ports_protocols_and_addresses_are_the_hosts)
{
	uint32_t elsewhere = world_ipv4(HOST + 100);

	build(kinds[0], HOST, CLIENT, CLIENT_PORT, 81, 9);
	cr_assert(from_wire_to(HOST));
	cr_assert_arr_eq(got.bytes, frame.bytes, frame.length);
	build(kinds[0], HOST, CLIENT, CLIENT_PORT, 80, 9);
	frame.bytes[IPV4_PROTOCOL] = PROTOCOL_ICMP;
	cr_assert(from_wire_to(HOST));
	build(kinds[0], HOST, CLIENT, CLIENT_PORT, 80, 9);
	memcpy(frame.bytes + IPV4_DESTINATION, &elsewhere, 4);
	cr_assert(from_wire_to(HOST));
	frame_arp(&frame, HOST, CLIENT, 1, world_ipv4(HOST));
	cr_assert(from_wire_to(HOST));
	cr_assert_eq(forward_drops, 0);
}

Test(forward, between_vms_nothing_is_changed)
{
	build(kinds[0], WEB, OTHER, 1000, 8080, 9);
	cr_assert(!sent_from(OTHER, PACKET_FROM_VM, 0, 0));
	cr_assert(given(WEB));
	cr_assert_arr_eq(got.bytes, frame.bytes, frame.length);
	build(kinds[0], OTHER, WEB, 8080, 1000, 9);
	cr_assert(!sent_from(WEB, PACKET_FROM_VM, 0, 0));
	cr_assert(given(OTHER));
	cr_assert_arr_eq(got.bytes, frame.bytes, frame.length);
	build(kinds[0], HOST, OTHER, 1000, 80, 9);
	cr_assert(!sent_from(OTHER, PACKET_FROM_VM, 0, 0));
	cr_assert(given(HOST), "a VM finds nobody at the host's port");
}

Test(forward, a_port_is_reached_one_way)
{
	build(kinds[0], WEB, CLIENT, CLIENT_PORT, 8080, 9);
	cr_assert(!from_wire_to(WEB));
	cr_assert_eq(forward_drops, 1);
	build(kinds[3], WEB, CLIENT, CLIENT_PORT, 8080, 9);
	cr_assert(!from_wire_to(WEB));
	cr_assert_eq(forward_drops, 2);
	build(kinds[0], WEB, CLIENT, CLIENT_PORT, 8081, 9);
	cr_assert(from_wire_to(WEB));
	build(kinds[0], OTHER, CLIENT, CLIENT_PORT, 8080, 9);
	cr_assert(from_wire_to(OTHER));
	cr_assert_eq(forward_drops, 2);
}

Test(forward, what_a_backend_sends_from_elsewhere_is_its_own)
{
	uint8_t formed[16];

	build(kinds[0], CLIENT, WEB, 8081, CLIENT_PORT, 9);
	cr_assert(sent_from(WEB, PACKET_FROM_VM, 0, 0));
	cr_assert_arr_eq(got.bytes, frame.bytes, frame.length);
	build(kinds[0], CLIENT, OTHER, 8080, CLIENT_PORT, 9);
	cr_assert(sent_from(OTHER, PACKET_FROM_VM, 0, 0));
	cr_assert_arr_eq(got.bytes, frame.bytes, frame.length);
	frame_formed_address(WEB, 0xfe80, formed);
	build(kinds[2], CLIENT, WEB, 8080, CLIENT_PORT, 9);
	memcpy(frame.bytes + IPV6_SOURCE, formed, 16);
	cr_assert(sent_from(WEB, PACKET_FROM_VM, 0, 0));
	cr_assert_arr_eq(got.bytes, frame.bytes, frame.length, "link-local");
}

Test(forward, a_backend_is_judged_as_itself)
{
	build(kinds[0], CLIENT, HOST, 80, CLIENT_PORT, 9);
	cr_assert(!sent_from(WEB, PACKET_FROM_VM, 0, 0), "as the host");
	build(kinds[0], CLIENT, WEB, 8080, CLIENT_PORT, 9);
	world_mac(HOST, frame.bytes + ETHER_SOURCE);
	cr_assert(!sent_from(WEB, PACKET_FROM_VM, 0, 0), "the host's MAC");
	build(kinds[0], CLIENT, OTHER, 8080, CLIENT_PORT, 9);
	cr_assert(!sent_from(WEB, PACKET_FROM_VM, 0, 0), "another's name");
	build(kinds[0], CLIENT, WEB, 8080, CLIENT_PORT, 9);
	cr_assert(!sent_from(WEB, PACKET_FROM_VM | PACKET_PARTIAL, TCP_FRAME4,
			     4),
		  "another field for the sum");
}

Test(forward, pieces_are_dropped)
{
	build(kinds[1], HOST, CLIENT, CLIENT_PORT, 80, 64);
	frame_put16(&frame, IPV4_FRAGMENT, IPV4_FRAGMENT_MORE);
	cr_assert(!from_wire_to(WEB) && !given(HOST));
	cr_assert_eq(forward_drops, 1);
	frame_put16(&frame, IPV4_FRAGMENT, 8);
	cr_assert(from_wire_to(HOST), "it has no ports");
	build(kinds[1], CLIENT, WEB, 8080, CLIENT_PORT, 64);
	frame_put16(&frame, IPV4_FRAGMENT, IPV4_FRAGMENT_MORE);
	cr_assert(!sent_from(WEB, PACKET_FROM_VM, 0, 0));
	build(kinds[1], CLIENT, WEB, 8081, CLIENT_PORT, 64);
	frame_put16(&frame, IPV4_FRAGMENT, IPV4_FRAGMENT_MORE);
	cr_assert(sent_from(WEB, PACKET_FROM_VM, 0, 0), "another port");
	build(kinds[1], HOST, CLIENT, CLIENT_PORT, 80, 64);
	frame_put16(&frame, IPV4_FRAGMENT, 0x4000);
	cr_assert(from_wire_to(WEB), "that it must not be cut is no piece");
}

Test(forward, pieces_of_ipv6_are_dropped)
{
	static const uint8_t first[] = {
		PROTOCOL_UDP, 0, 0, 1, 0, 0, 0, 9, 0x9c, 0x40, 0, 80, 0,
		16,           1, 1, 0, 0, 0, 0, 0, 0,    0,    0
	};
	static const uint8_t all[] = {
		PROTOCOL_UDP, 0, 0, 0, 0, 0, 0, 9, 0x1f, 0x90, 0, 80, 0,
		16,           1, 1, 0, 0, 0, 0, 0, 0,    0,    0
	};

	frame_ipv6(&frame, HOST, CLIENT, PROTOCOL_FRAGMENT, first,
		   sizeof first);
	cr_assert(!from_wire_to(WEB) && !given(HOST));
	cr_assert_eq(forward_drops, 1);
	frame_ipv6(&frame, CLIENT, WEB, PROTOCOL_FRAGMENT, all, sizeof all);
	cr_assert(!sent_from(WEB, PACKET_FROM_VM, 0, 0));
}

Test(forward, what_is_cut_short_is_dropped)
{
	for (uint32_t end = 0; end < TCP_SIZE; end++) {
		build(kinds[0], HOST, CLIENT, CLIENT_PORT, 80, 9);
		frame_put16(&frame, IPV4_LENGTH, (uint16_t)(IPV4_SIZE + end));
		cr_assert(!from_wire_to(WEB) && !given(HOST), "%u", end);
		cr_assert_eq(forward_drops, end + 1);
		build(kinds[0], CLIENT, WEB, 8080, CLIENT_PORT, 9);
		frame_put16(&frame, IPV4_LENGTH, (uint16_t)(IPV4_SIZE + end));
		cr_assert(!sent_from(WEB, PACKET_FROM_VM, 0, 0));
	}
	build(kinds[0], HOST, CLIENT, CLIENT_PORT, 80, 9);
	frame.bytes[IPV4_VERSION] = 0x44;
	cr_assert(!from_wire_to(WEB) && !given(HOST), "no IP");
}

/* ---- what is the backend's ---- */

Test(forward, the_backends_policy_limits_and_ledger_apply)
{
	struct denali_policy policy = {
		.flags = DENALI_POLICY_IN | DENALI_POLICY_OUT,
		.rule_count = 1,
		.rule = { { .direction = DENALI_RULE_IN,
			    .protocol = PROTOCOL_TCP,
			    .port_first = 8080,
			    .port_last = 8080 } },
	};

	cr_assert(traffic_set_policy(vms[WEB], &policy));
	build(kinds[0], HOST, CLIENT, CLIENT_PORT, 80, 9);
	cr_assert(from_wire_to(WEB));
	build(kinds[1], HOST, CLIENT, CLIENT_PORT, 80, 9);
	cr_assert(!from_wire_to(WEB));
	cr_assert_eq(vms[WEB]->options->traffic->rx_denied, 1);
	cr_assert_eq(world_queued(vms[HOST]), 0);
}

Test(forward, a_capture_shows_what_the_backend_sees)
{
	cr_assert(traffic_set_capture(vms[WEB], true));
	build(kinds[0], HOST, CLIENT, CLIENT_PORT, 80, 9);
	cr_assert(from_wire_to(WEB));
	cr_assert_arr_eq(world_message.frame, got.bytes, got.length);
	build(kinds[0], CLIENT, WEB, 8080, CLIENT_PORT, 9);
	struct packet *packet = world_packet(frame.bytes, frame.length);
	cr_assert(switch_from_vm(vms[WEB], packet));
	traffic_sent(vms[WEB], packet, true);
	cr_assert_arr_eq(world_message.frame, frame.bytes, frame.length);
	packet_put(packet);
	memcpy(got.bytes, world_frame(world_sent - 1)->frame, frame.length);
	same_as(kinds[0], CLIENT, HOST, 80, CLIENT_PORT, 9);
	world_complete(128);
}

/* ---- who comes and goes ---- */

Test(forward, a_vm_that_ends_leaves)
{
	world_end(vms[WEB]);
	vms[WEB] = vms[OTHER];
	cr_assert_eq(world_records, 0);
	build(kinds[0], HOST, CLIENT, CLIENT_PORT, 80, 9);
	cr_assert(from_wire_to(HOST), "nothing leads there any more");
}

Test(forward, a_backend_may_move)
{
	struct denali_network net = { .flags = DENALI_NET_PRESENT };

	world_mac(WEB + 9, net.mac);
	net.ipv4 = world_ipv4(WEB + 9);
	nic_move(vms[WEB], &net);
	build(kinds[0], HOST, CLIENT, CLIENT_PORT, 80, 9);
	cr_assert(from_wire_to(WEB));
	same_as(kinds[0], WEB + 9, CLIENT, CLIENT_PORT, 8080, 9);
	build(kinds[0], CLIENT, WEB + 9, 8080, CLIENT_PORT, 9);
	cr_assert(sent_from(WEB, PACKET_FROM_VM, 0, 0));
	same_as(kinds[0], CLIENT, HOST, 80, CLIENT_PORT, 9);
}

Test(forward, it_outlasts_the_hosts_crash)
{
	struct denali_network net = { .flags = DENALI_NET_PRESENT };

	world_mac(HOST, net.mac);
	net.ipv4 = world_ipv4(HOST);
	nic_detach(vms[HOST]);
	build(kinds[0], CLIENT, WEB, 8080, CLIENT_PORT, 9);
	cr_assert(sent_from(WEB, PACKET_FROM_VM, 0, 0));
	same_as(kinds[0], CLIENT, HOST, 80, CLIENT_PORT, 9);
	nic_attach(vms[HOST], &net);
	build(kinds[0], HOST, CLIENT, CLIENT_PORT, 80, 9);
	cr_assert(from_wire_to(WEB));
}
