/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Limits, policies and captures of VMs, at their NICs: what passes, what waits,
 * what is dropped, and who is told.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "frames.h"
#include "limit.h"
#include "switch.h"
#include "timer.h"
#include "traffic.h"
#include "turn.h"
#include "wire.h"
#include "world.h"

#define BUFFER (DENALI_IMAGE_BASE + 0x4000)
#define ROOM 64
#define LENGTH 100 /* of the frames */
#define MS 1000000ull

static struct vm *vm, *other;
static struct frame frame;

static void start(void)
{
	world_start(512, ROOM);
	vm = world_vm(1, 0);
	other = world_vm(2, 0);
}

TestSuite(traffic, .init = start, .fini = world_stop);

/* Post count copies of the frame and kick. */
static void send(struct vm *from, unsigned count)
{
	struct denali_nic *rings = world_rings(from);

	memcpy(world_at(from, BUFFER), frame.bytes, frame.length);
	for (unsigned i = 0; i < count; i++) {
		struct denali_nic_descriptor *d =
			&rings->tx[rings->tx_posted++ % DENALI_NIC_SLOTS];

		*d = (struct denali_nic_descriptor){
			.address = BUFFER, .length = (uint16_t)frame.length
		};
	}
	cr_assert(served(from));
}

static void send_to(struct vm *from, uint32_t to, unsigned count)
{
	frame_udp4(&frame, to, from->id, 1000, 2000, LENGTH - 42);
	send(from, count);
}

static uint32_t left(const struct vm *of)
{
	return of->rw->nic.tx_posted - of->rw->nic.tx_done;
}

static void limit(struct vm *of, struct denali_limits limits)
{
	cr_assert(traffic_set_limits(of, &limits));
}

/* ---- limits ---- */

/* As the scheduler's loop does until nothing is left to do for a while. */
static void pass_time(uint64_t ns)
{
	uint64_t until = world_now + ns;

	while (world_armed <= until) {
		world_now = world_armed > world_now ? world_armed : world_now;
		world_armed = TIMER_NEVER;
		limit_poll(world_now);
		for (struct vm *woken; (woken = world_woken());)
			if (nic_has_work(woken))
				cr_assert(served(woken));
		world_complete(ROOM);
	}
	world_now = until;
}

Test(traffic, frames_beyond_the_limit_wait_in_the_ring)
{
	limit(vm, (struct denali_limits){ .tx_frames = 100 });
	send_to(vm, OUTSIDE, 40);
	cr_assert_eq(world_sent, 11, "a tenth of a second's, and one");
	cr_assert_eq(left(vm), 29);
	cr_assert_eq(vm->options->traffic->tx_delays, 1);
	cr_assert(served(vm));
	cr_assert_eq(vm->options->traffic->tx_delays, 1, "the same delay");
	pass_time(101 * MS);
	cr_assert(world_sent >= 20 && world_sent <= 21, "%u", world_sent);
	pass_time(300 * MS);
	cr_assert_eq(left(vm), 0);
	cr_assert_eq(limit_holds, 0);
	cr_assert_eq(vm->ledger.tx_frames, 40);
}

Test(traffic, bytes_are_limited_as_well)
{
	limit(vm, (struct denali_limits){ .tx_bytes = 10 * LENGTH });
	send_to(vm, OUTSIDE, 30);
	cr_assert_eq(world_sent, 2);
	pass_time(2000 * MS);
	cr_assert(world_sent >= 21 && world_sent <= 22, "%u", world_sent);
	limit(vm, (struct denali_limits){ 0 });
	pass_time(1000 * MS);
	cr_assert_eq(left(vm), 0, "the limit is gone");
}

Test(traffic, who_is_held_takes_no_turn_from_others)
{
	limit(vm, (struct denali_limits){ .tx_frames = 10 });
	send_to(other, OUTSIDE, 60);
	send_to(vm, OUTSIDE, 30);
	cr_assert_eq(left(vm), 28);
	cr_assert(!link_used(&vm->nic.waiting));
	cr_assert(!vm->nic.tx_turn);
	/* In the line, with nothing it may send when its turn comes. */
	send_to(other, OUTSIDE, 64);
	cr_assert_eq(left(other), 62);
	world_complete(ROOM);
	for (struct vm *woken; (woken = world_woken());)
		cr_assert(served(woken));
	cr_assert_eq(left(other), 0);
}

Test(traffic, a_held_vm_that_ends_is_forgotten)
{
	limit(vm, (struct denali_limits){ .tx_frames = 1 });
	send_to(vm, OUTSIDE, 30);
	cr_assert_eq(limit_holds, 1);
	world_end(vm);
	cr_assert_eq(limit_holds, 0);
	pass_time(1000 * MS);
}

Test(traffic, what_comes_beyond_the_limit_is_dropped)
{
	limit(vm, (struct denali_limits){ .rx_frames = 100 });
	limit(other, (struct denali_limits){ .rx_bytes = 10 * LENGTH });
	for (unsigned i = 0; i < 50; i++) {
		frame_udp4(&frame, 1, OUTSIDE, 1, 2, LENGTH - 42);
		world_receive(frame.bytes, frame.length);
		frame_udp4(&frame, 2, OUTSIDE, 1, 2, LENGTH - 42);
		world_receive(frame.bytes, frame.length);
	}
	cr_assert_eq(world_queued(vm), 11);
	cr_assert_eq(vm->options->traffic->rx_limited, 39);
	cr_assert_eq(world_queued(other), 2);
	cr_assert_eq(other->options->traffic->rx_limited, 48);
	cr_assert_eq(vm->ledger.rx_behind, 0);
	pass_time(50 * MS);
	for (unsigned i = 0; i < 50; i++)
		world_receive(frame.bytes, frame.length);
	cr_assert_eq(world_queued(other), 2, "it has had more than its due");
}

/* ---- faults ---- */

static void make_faulty(struct vm *of, uint16_t lost, uint16_t late)
{
	struct denali_plan_group group = { .frames_lost = lost,
					   .frames_late = late };

	cr_assert(traffic_create(of, &group, NULL, NULL));
}

static void receive_numbered(uint16_t number)
{
	frame_udp4(&frame, 1, OUTSIDE, number, 2, LENGTH - 42);
	world_receive(frame.bytes, frame.length);
}

static uint16_t take_number(void)
{
	struct packet *packet = packet_queue_take(&vm->nic.queue);
	uint16_t number = net16(packet->frame + 34);

	packet_put(packet);
	return number;
}

Test(traffic, about_as_many_frames_are_lost_as_was_asked_for)
{
	uint32_t before = vm->ledger.tx_frames, sent;

	make_faulty(vm, 65536 / 4, 0);
	for (unsigned i = 0; i < 200; i++)
		receive_numbered((uint16_t)i);
	cr_expect_gt(vm->options->traffic->rx_limited, 20);
	cr_expect_lt(vm->options->traffic->rx_limited, 80);
	cr_expect_eq(world_queued(vm) + vm->options->traffic->rx_limited +
			     vm->ledger.rx_behind,
		     200);
	send_to(vm, 2, 60);
	sent = (uint32_t)(vm->ledger.tx_frames - before);
	cr_expect_eq(sent, 60, "the sender is told nothing");
	cr_expect_lt(world_queued(other), 60);
	cr_expect_gt(world_queued(other), 20);
}

Test(traffic, late_frames_come_after_the_next)
{
	uint32_t late = 0, expected = 0;

	make_faulty(vm, 0, 65535 / 3);
	for (unsigned i = 0; i < 100; i++)
		receive_numbered((uint16_t)i);
	while (world_queued(vm)) {
		uint16_t number = take_number();

		if (number == expected) {
			expected++;
			continue;
		}
		cr_assert_eq(number, expected + 1);
		cr_assert_eq(take_number(), expected);
		expected += 2;
		late++;
	}
	cr_expect_gt(late, 10);
	cr_expect_lt(late, 60);
	cr_expect_geq(expected, 99, "one may be kept still");
}

Test(traffic, a_late_frame_goes_with_its_vm)
{
	uint32_t before = packet_free_count();

	make_faulty(vm, 0, 65535);
	receive_numbered(1);
	cr_assert_eq(world_queued(vm), 0);
	cr_assert_eq(packet_free_count(), before - 1);
	traffic_destroy(vm);
	cr_assert_eq(packet_free_count(), before);
}

Test(traffic, a_flood_takes_from_those_with_limits_no_more_than_they_allow)
{
	limit(vm, (struct denali_limits){ .rx_frames = 10 });
	frame_udp4(&frame, BROADCAST, OUTSIDE, 1, 2, 10);
	for (unsigned i = 0; i < 50; i++)
		world_receive(frame.bytes, frame.length);
	cr_assert_eq(world_queued(vm), 2);
	cr_assert_eq(world_queued(other), 50);
}

/* ---- policies ---- */

static const struct denali_policy closed = { .flags = DENALI_POLICY_IN |
						      DENALI_POLICY_OUT };

static struct denali_policy only(uint8_t direction, uint16_t port)
{
	return (struct denali_policy){
		.flags = 3,
		.rule_count = 1,
		.rule = { { .direction = direction,
			    .protocol = PROTOCOL_UDP,
			    .port_first = port,
			    .port_last = port } },
	};
}

static void create(struct vm *of, const struct denali_policy *policy,
		   const struct denali_policy *image)
{
	const struct denali_plan_group group = { .count = 1 };

	cr_assert(traffic_create(of, &group, policy, image));
}

Test(traffic, a_closed_vm_neither_sends_nor_receives)
{
	cr_assert(traffic_set_policy(vm, &closed));
	send_to(vm, OUTSIDE, 3);
	send_to(vm, 2, 4);
	cr_assert_eq(world_sent, 0);
	cr_assert_eq(left(vm), 0, "they are dropped");
	cr_assert_eq(vm->options->traffic->tx_denied, 7);
	cr_assert_eq(vm->ledger.tx_refused + vm->ledger.tx_frames, 0);
	frame_udp4(&frame, 1, OUTSIDE, 1, 2, 10);
	world_receive(frame.bytes, frame.length);
	send_to(other, 1, 5);
	cr_assert_eq(world_queued(vm), 0);
	cr_assert_eq(vm->options->traffic->rx_denied, 6);
	cr_assert_eq(other->ledger.tx_refused, 0, "it may send");
	cr_assert_eq(other->ledger.tx_frames, 5);
}

Test(traffic, the_stricter_of_two_policies)
{
	static struct denali_policy image;
	struct denali_policy plan = only(DENALI_RULE_IN, 2000);

	image = only(DENALI_RULE_IN, 2001);
	create(vm, &plan, NULL);
	create(other, &plan, &image);
	send_to(vm, OUTSIDE, 1);
	cr_assert_eq(world_sent, 0);
	for (uint16_t port = 1999; port <= 2002; port++) {
		frame_udp4(&frame, 1, OUTSIDE, 1, port, 10);
		world_receive(frame.bytes, frame.length);
		frame_udp4(&frame, 2, OUTSIDE, 1, port, 10);
		world_receive(frame.bytes, frame.length);
	}
	cr_assert_eq(world_queued(vm), 1);
	cr_assert_eq(world_queued(other), 0, "no port is in both");
	cr_assert(traffic_set_policy(other, &image));
	world_receive(frame.bytes, frame.length);
	frame_udp4(&frame, 2, OUTSIDE, 1, 2001, 10);
	world_receive(frame.bytes, frame.length);
	cr_assert_eq(world_queued(other), 1);
}

Test(traffic, of_two_vms_both_policies_count)
{
	struct denali_policy out = only(DENALI_RULE_OUT, 2000);
	struct denali_policy in = only(DENALI_RULE_IN, 2000);

	cr_assert(traffic_set_policy(vm, &out));
	send_to(vm, 2, 1);
	cr_assert_eq(world_queued(other), 1);
	cr_assert(traffic_set_policy(other, &closed));
	send_to(vm, 2, 1);
	cr_assert_eq(world_queued(other), 1);
	cr_assert(traffic_set_policy(other, &in));
	send_to(vm, 2, 1);
	cr_assert_eq(world_queued(other), 2);
}

/* How many stations hear the frame. */
static unsigned heard(struct vm *from)
{
	uint32_t before = world_sent + world_queued(vm) + world_queued(other);

	if (from)
		send(from, 1);
	else
		world_receive(frame.bytes, frame.length);
	world_complete(ROOM);
	return world_sent + world_queued(vm) + world_queued(other) - before;
}

Test(traffic, what_makes_the_network_work_passes)
{
	struct vm *client = world_vm(3, DENALI_NET_DHCP);

	cr_assert(traffic_set_policy(vm, &closed));
	cr_assert(traffic_set_policy(client, &closed));
	frame_arp(&frame, BROADCAST, 1, ARP_REQUEST, world_ipv4(OUTSIDE));
	cr_assert_eq(heard(vm), 1);
	frame_arp(&frame, BROADCAST, OUTSIDE, ARP_REQUEST, world_ipv4(1));
	cr_assert_eq(heard(NULL), 1);
	frame_neighbour(&frame, ALL_NODES, 1, ND_SOLICITATION, OUTSIDE, 1, 1);
	cr_assert_eq(heard(vm), 1);
	frame_neighbour(&frame, OUTSIDE, 1, ND_ADVERTISEMENT, 1, 2, 1);
	cr_assert_eq(heard(vm), 1);
	frame_icmpv6(&frame, ALL_NODES, 1, MLD_REPORT, 24);
	cr_assert_eq(heard(vm), 1);
	frame_udp4(&frame, BROADCAST, 3, 68, 67, 300);
	memset(frame.bytes + 26, 0, 4);
	cr_assert_eq(heard(client), 1);
}

Test(traffic, what_looks_like_it_does_not)
{
	cr_assert(traffic_set_policy(vm, &closed));
	frame_udp4(&frame, OUTSIDE, 1, 68, 67, 300);
	cr_assert_eq(heard(vm), 0, "a VM with an address of its own");
	frame_udp4(&frame, OUTSIDE, 1, 1, 2, 10);
	frame.bytes[23] = PROTOCOL_IGMP;
	frame.bytes[34] = 0x16;
	cr_assert_eq(heard(vm), 0, "IGMP to one station");
	frame_icmpv6(&frame, OUTSIDE, 1, MLD_REPORT, 24);
	cr_assert_eq(heard(vm), 0, "MLD to one station");
	frame_udp4(&frame, 1, OUTSIDE, 67, 68, 300);
	cr_assert_eq(heard(NULL), 0, "DHCP for one who did not ask");
	frame_udp4(&frame, 1, OUTSIDE, 1, 2, 10);
	frame_put16(&frame, 16, 2000); /* longer than the frame */
	cr_assert_eq(heard(NULL), 0, "what cannot be judged");
	cr_assert_eq(vm->options->traffic->tx_denied, 3);
	cr_assert_eq(vm->options->traffic->rx_denied, 2);
}

Test(traffic, forged_frames_are_refused_whatever_the_policy)
{
	struct denali_policy all = { .flags = 0 };

	cr_assert(traffic_set_policy(vm, &all));
	frame_udp4(&frame, OUTSIDE, 2, 1, 2, 10);
	send(vm, 1);
	cr_assert_eq(world_sent, 0);
	cr_assert_eq(vm->ledger.tx_refused, 1);
}

/* ---- captures ---- */

Test(traffic, a_capture_shows_what_passes_and_what_does_not)
{
	const struct denali_port_frame *head = &world_message.head;

	cr_assert(traffic_set_capture(vm, true));
	send_to(vm, OUTSIDE, 1);
	cr_assert_eq(world_messages, 1);
	cr_assert_eq(world_message.vm, 1);
	cr_assert_eq(head->flags, DENALI_FRAME_SENT);
	cr_assert_eq(head->time, world_now + WORLD_EPOCH);
	cr_assert_eq(world_message.length, LENGTH);
	cr_assert_arr_eq(world_message.frame, frame.bytes, LENGTH);
	frame_udp4(&frame, 1, OUTSIDE, 1, 2, 1472);
	world_receive(frame.bytes, frame.length);
	cr_assert_eq(head->flags, 0);
	cr_assert_arr_eq(world_message.frame, frame.bytes, 1514);
	frame_udp4(&frame, OUTSIDE, 2, 1, 2, 10);
	send(vm, 1);
	cr_assert_eq(head->flags, DENALI_FRAME_SENT | DENALI_FRAME_DROPPED);
	limit(vm, (struct denali_limits){ .rx_frames = 1 });
	frame_udp4(&frame, 1, OUTSIDE, 1, 2, 10);
	world_receive(frame.bytes, frame.length);
	world_receive(frame.bytes, frame.length);
	world_receive(frame.bytes, frame.length);
	cr_assert_eq(head->flags, DENALI_FRAME_DROPPED);
	cr_assert_eq(world_messages, 6);
	send_to(other, OUTSIDE, 1);
	cr_assert(traffic_set_capture(vm, false));
	send_to(vm, OUTSIDE, 1);
	cr_assert_eq(world_messages, 6, "nobody else's, and no more");
}

Test(traffic, a_capture_leaves_out_what_finds_no_room_and_delays_nothing)
{
	cr_assert(traffic_set_capture(vm, true));
	world_port_room = 2 * PORT_RESERVE + LENGTH + 15;
	send_to(vm, OUTSIDE, 3);
	cr_assert_eq(world_messages, 0);
	cr_assert_eq(world_sent, 3);
	world_port_room++;
	send_to(vm, OUTSIDE, 1);
	cr_assert_eq(world_messages, 1);
	cr_assert_eq(world_message.head.missed, 3);
	send_to(vm, OUTSIDE, 1);
	cr_assert_eq(world_message.head.missed, 0);
}

Test(traffic, without_memory_nothing_is_set)
{
	const struct denali_limits limits = { .tx_frames = 1 };

	world_no_memory = true;
	cr_assert_not(traffic_set_limits(vm, &limits));
	cr_assert_not(traffic_set_policy(vm, &closed));
	cr_assert_not(traffic_set_capture(vm, true));
	cr_assert_not(traffic_create(vm, &(struct denali_plan_group){ 0 },
				     &closed, NULL));
	cr_assert_not(traffic_create(vm, &(struct denali_plan_group){ 0 }, NULL,
				     &closed));
	cr_assert_null(vm->options);
	cr_assert(traffic_create(vm, &(struct denali_plan_group){ 0 }, NULL,
				 NULL));
	send_to(vm, OUTSIDE, 2);
	cr_assert_eq(world_sent, 2);
}
