/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A VM's rings: indices, descriptors, lengths, pieces, at and past each bound;
 * and frames through them both ways.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "frames.h"
#include "world.h"

#define BUFFER (DENALI_IMAGE_BASE + 0x4000)

static struct vm *vm;
static struct denali_nic *rings;
static struct frame frame;

static void start(void)
{
	world_start(1024, 128);
	vm = world_vm(1, DENALI_NET_TX_CHECKSUM);
	rings = world_rings(vm);
	frame_udp4(&frame, OUTSIDE, 1, 1000, 2000, DENALI_FRAME_MAX - 42);
	memcpy(world_at(vm, BUFFER), frame.bytes, frame.length);
}

static void start_alone(void)
{
	world_start(64, 0);
	vm = world_vm(1, 0);
	rings = world_rings(vm);
}

TestSuite(nic, .init = start, .fini = world_stop);
TestSuite(nic_alone, .init = start_alone, .fini = world_stop);

/* Start the rings at another index, as if so many had gone through them. */
static void start_at(uint32_t index)
{
	vm->nic.tx_done = vm->nic.rx_filled = vm->nic.rx_checked = index;
	rings->tx_posted = rings->rx_posted = index;
}

static void post(uint32_t address, uint32_t length, uint16_t flags)
{
	rings->tx[rings->tx_posted++ % DENALI_NIC_SLOTS] =
		(struct denali_nic_descriptor){ .address = address,
						.length = (uint16_t)length,
						.flags = flags };
}

static void post_buffer(uint32_t address, uint32_t length)
{
	rings->rx[rings->rx_posted++ % DENALI_NIC_SLOTS] =
		(struct denali_nic_descriptor){ .address = address,
						.length = (uint16_t)length };
}

static bool sends(uint32_t address, uint32_t length, uint16_t flags)
{
	post(address, length, flags);
	return served(vm);
}

static void receive_one(uint32_t length)
{
	frame_udp4(&frame, 1, OUTSIDE, 1000, 2000, length - 42);
	for (uint32_t i = 42; i < length; i++)
		frame.bytes[i] = (uint8_t)(i * 7);
	world_receive(frame.bytes, frame.length);
}

/* ---- transmit ---- */

Test(nic, shortest_and_longest_frame)
{
	cr_assert(sends(BUFFER, DENALI_FRAME_MAX, 0));
	cr_assert_eq(world_sent, 1);
	cr_assert_eq(world_frame(0)->length, DENALI_FRAME_MAX);
	cr_assert_arr_eq(world_frame(0)->frame, frame.bytes, DENALI_FRAME_MAX);
	/* Long enough for the ring, but no frame that may pass. */
	cr_assert(sends(BUFFER, DENALI_FRAME_MIN, 0));
	cr_assert_eq(world_sent, 1);
	cr_assert_eq(vm->ledger.tx_refused, 1);
	cr_assert_eq(vm->ledger.tx_frames, 1);
	cr_assert_eq(vm->ledger.tx_bytes, DENALI_FRAME_MAX);
	cr_assert_eq(rings->tx_done, 2);
	cr_assert_eq(vm->pending, 0, "kick has no event");
}

Test(nic, lengths_out_of_bounds)
{
	static const uint32_t lengths[] = { 0,    1,    13,   1515,  2016, 2017,
					    2048, 4096, 4097, 32768, 65535 };

	for (unsigned i = 0; i < sizeof(lengths) / sizeof(*lengths); i++) {
		start_at(i);
		cr_assert(!sends(BUFFER, lengths[i], 0), "%u", lengths[i]);
	}
	cr_assert_eq(world_sent, 0);
}

Test(nic, addresses_out_of_bounds)
{
	static const uint32_t good[] = { DENALI_IMAGE_BASE, WORLD_MEMORY - 64 };
	static const uint32_t bad[] = { DENALI_IMAGE_BASE - 1,
					WORLD_MEMORY - 63,
					WORLD_MEMORY,
					WORLD_MEMORY + 1,
					0,
					DENALI_RO_REGISTERS,
					DENALI_RW_REGISTERS,
					0x7fffffff,
					0x80000000,
					DENALI_KERNEL_BASE - 64,
					DENALI_KERNEL_BASE - 1,
					DENALI_KERNEL_BASE,
					0xffffffc0,
					0xffffffc1,
					0xffffffff };

	for (unsigned i = 0; i < 2; i++)
		cr_assert(sends(good[i], 64, 0), "%x", good[i]);
	for (unsigned i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		start_at(i);
		cr_assert(!sends(bad[i], 64, 0), "%x", bad[i]);
	}
}

Test(nic, unknown_flags)
{
	for (unsigned bit = 2; bit < 16; bit++) {
		start_at(bit);
		cr_assert(!sends(BUFFER, 64, (uint16_t)(1u << bit)), "%u", bit);
	}
}

Test(nic, indices_at_and_past_the_bound)
{
	static const uint32_t bad[] = { 65,         66,         128,
					0x7fffffff, 0x80000000, 0xffffffbf,
					0xffffffff };

	for (unsigned i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		start_at(7);
		rings->tx_posted += bad[i];
		cr_assert(nic_has_work(vm));
		cr_assert(!served(vm), "%x", bad[i]);
		start_at(7);
		rings->rx_posted += bad[i];
		cr_assert(nic_has_work(vm));
		cr_assert(!served(vm), "%x", bad[i]);
	}
	start_at(0);
	for (unsigned i = 0; i < DENALI_NIC_SLOTS; i++)
		post(BUFFER, 64 + i, 0);
	for (unsigned i = 0; i < DENALI_NIC_SLOTS; i++)
		post_buffer(BUFFER, DENALI_RX_BUFFER_MIN);
	cr_assert(served(vm));
	cr_assert_eq(rings->tx_done, DENALI_NIC_SLOTS);
}

Test(nic, indices_wrap)
{
	start_at(0xffffffe0);
	for (uint32_t i = 0; i < 200; i++) {
		uint32_t index = 0xffffffe0 + i;

		cr_assert(sends(BUFFER, DENALI_FRAME_MAX, 0));
		cr_assert_eq(rings->tx_done, index + 1);
		post_buffer(BUFFER + 0x1000, 1600);
		receive_one(60 + i);
		cr_assert(served(vm));
		cr_assert_eq(rings->rx_filled, index + 1);
		cr_assert_eq(rings->rx[index % DENALI_NIC_SLOTS].length,
			     60 + i);
		world_complete(1);
	}
	cr_assert_eq(world_sent, 200);
}

Test(nic, buffers_taken_back)
{
	post_buffer(BUFFER, 1600);
	post_buffer(BUFFER, 1600);
	cr_assert(served(vm));
	rings->rx_posted--;
	cr_assert(nic_has_work(vm));
	cr_assert(!served(vm));
}

/* ---- pieces ---- */

/* The frame in count pieces of about the same size, apart from each other. */
static void post_pieces(unsigned count, uint32_t length)
{
	uint32_t at = 0;

	for (unsigned i = 0; i < count; i++) {
		uint32_t end = length * (i + 1) / count;
		uint32_t address = BUFFER + 0x1000 * (i + 1);

		memcpy(world_at(vm, address), frame.bytes + at, end - at);
		post(address, end - at, i + 1 < count ? DENALI_NIC_MORE : 0);
		at = end;
	}
}

Test(nic, pieces_are_gathered)
{
	for (unsigned count = 1; count <= DENALI_NIC_PIECES; count++) {
		post_pieces(count, DENALI_FRAME_MAX);
		cr_assert(served(vm));
		cr_assert_eq(world_sent, count);
		cr_assert_eq(world_frame(count - 1)->length, DENALI_FRAME_MAX);
		cr_assert_arr_eq(world_frame(count - 1)->frame, frame.bytes,
				 DENALI_FRAME_MAX);
	}
	cr_assert_eq(rings->tx_done, 36);
}

Test(nic, too_many_pieces)
{
	post_pieces(DENALI_NIC_PIECES + 1, 900);
	cr_assert(!served(vm));
}

Test(nic, pieces_without_end)
{
	for (unsigned count = 1; count <= DENALI_NIC_PIECES; count++) {
		start_at(0);
		for (unsigned i = 0; i < count; i++)
			post(BUFFER, 100, DENALI_NIC_MORE);
		/* What lies in the ring behind them was not posted. */
		rings->tx[count].flags = 0;
		cr_assert(!served(vm), "%u", count);
	}
	start_at(0);
	for (unsigned i = 0; i < DENALI_NIC_SLOTS; i++)
		post(BUFFER, 1, DENALI_NIC_MORE);
	cr_assert(!served(vm), "a ring of them");
	cr_assert_eq(world_sent, 0);
}

Test(nic, pieces_too_long_together)
{
	post(BUFFER, 1500, DENALI_NIC_MORE);
	post(BUFFER, 14, 0);
	cr_assert(served(vm));
	post(BUFFER, 1500, DENALI_NIC_MORE);
	post(BUFFER, 15, 0);
	cr_assert(!served(vm));
	start_at(0);
	for (unsigned i = 0; i < DENALI_NIC_PIECES; i++)
		post(BUFFER, 65535,
		     i + 1 < DENALI_NIC_PIECES ? DENALI_NIC_MORE : 0);
	cr_assert(!served(vm));
}

Test(nic, pieces_too_short_together)
{
	for (unsigned i = 0; i < 7; i++)
		post(BUFFER, 1, DENALI_NIC_MORE);
	post(BUFFER, 6, 0);
	cr_assert(!served(vm));
	/* An empty piece is odd, but within the rules. */
	start_at(0);
	post(BUFFER, 0, DENALI_NIC_MORE);
	post(BUFFER, 14, 0);
	cr_assert(served(vm));
}

Test(nic, a_bad_piece_behind_good_ones)
{
	post(BUFFER, 100, DENALI_NIC_MORE);
	post(WORLD_MEMORY - 99, 100, 0);
	cr_assert(!served(vm));
	start_at(0);
	post(BUFFER, 100, DENALI_NIC_MORE);
	post(BUFFER, 100, 4);
	cr_assert(!served(vm));
	cr_assert_eq(world_sent, 0);
}

/* ---- checksums ---- */

static bool sends_checksum(uint32_t start_of, uint32_t offset)
{
	post(BUFFER, 100, DENALI_NIC_CHECKSUM);
	rings->tx[0].checksum_start = (uint16_t)start_of;
	rings->tx[0].checksum_offset = (uint16_t)offset;
	return served(vm);
}

Test(nic, checksum_fields)
{
	static const struct {
		uint32_t start, offset;
		bool good;
	} cases[] = { { 34, 6, true },         { 0, 98, true },
		      { 98, 0, true },         { 99, 0, false },
		      { 0, 99, false },        { 50, 49, false },
		      { 100, 0, false },       { 65535, 1, false },
		      { 65535, 65535, false }, { 2, 65535, false } };

	for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		start_at(0);
		cr_assert_eq(sends_checksum(cases[i].start, cases[i].offset),
			     cases[i].good, "%u", i);
	}
}

Test(nic, checksum_only_where_offered)
{
	vm->nic.flags &= ~(uint32_t)DENALI_NET_TX_CHECKSUM;
	cr_assert(!sends_checksum(34, 6));
}

Test(nic, checksum_fields_are_the_first_pieces)
{
	post_pieces(2, DENALI_FRAME_MAX);
	rings->tx[0].flags |= DENALI_NIC_CHECKSUM;
	rings->tx[0].checksum_start = 34;
	rings->tx[0].checksum_offset = 6;
	rings->tx[1].checksum_start = 0xffff;
	cr_assert(served(vm));
	cr_assert_eq(world_frame(0)->flags,
		     PACKET_FROM_VM | PACKET_CHECKSUM | PACKET_PARTIAL);
	cr_assert_eq(world_frame(0)->checksum_start, 34);
}

/* ---- what is no violation ---- */

Test(nic, pages_that_cannot_be_read_lose_the_frame_only)
{
	world_forbid(BUFFER + 0x1000, BUFFER + 0x2000);
	cr_assert(sends(BUFFER + 0x1000, 100, 0));
	cr_assert_eq(vm->ledger.tx_refused, 1);
	cr_assert_eq(rings->tx_done, 1);
	cr_assert(sends(BUFFER, DENALI_FRAME_MAX, 0));
	cr_assert_eq(world_sent, 1);
}

Test(nic, pages_that_cannot_be_written_lose_the_frame_only)
{
	post_buffer(BUFFER + 0x1000, 1600);
	world_forbid(BUFFER + 0x1000, BUFFER + 0x2000);
	receive_one(100);
	cr_assert(served(vm));
	cr_assert_eq(rings->rx_filled, 0);
	cr_assert_eq(rings->rx_dropped, 1);
	world_forbid(0, 0);
	receive_one(100);
	cr_assert(served(vm));
	cr_assert_eq(rings->rx_filled, 1, "the buffer is still there");
}

/* ---- receive ---- */

Test(nic, frames_arrive_whole_and_in_order)
{
	for (unsigned i = 0; i < 3; i++)
		post_buffer(BUFFER + 0x1000 * (i + 1), 1514 + i);
	cr_assert(served(vm));
	vm->pending = 0;
	receive_one(60);
	receive_one(1514);
	cr_assert_eq(vm->pending, DENALI_EVENT_NIC);
	cr_assert_eq(rings->rx_filled, 0, "not before the VM is served");
	cr_assert(nic_has_work(vm));
	vm->pending = 0;
	cr_assert(served(vm));
	cr_assert_eq(vm->pending, DENALI_EVENT_NIC);
	cr_assert_eq(rings->rx_filled, 2);
	cr_assert_eq(rings->rx[0].length, 60);
	cr_assert_eq(rings->rx[0].flags, 0);
	cr_assert_eq(rings->rx[1].length, 1514);
	cr_assert_arr_eq(world_at(vm, BUFFER + 0x2000), frame.bytes, 1514);
	cr_assert(!nic_has_work(vm));
	cr_assert_eq(vm->ledger.rx_frames, 2);
	cr_assert_eq(vm->ledger.rx_bytes, 1574);
}

/* ---- pages on the swap disk ---- */

Test(nic, a_frame_that_waits_for_a_page_is_sent_once)
{
	cr_assert(sends(BUFFER, DENALI_FRAME_MAX, 0));
	world_absent = 3;
	post(BUFFER, DENALI_FRAME_MAX, 0);
	for (unsigned i = 0; i < 3; i++) {
		cr_assert_eq(nic_serve(vm), NIC_WAIT);
		cr_assert_eq(rings->tx_done, 1);
		cr_assert(nic_has_work(vm), "it is to be served again");
	}
	cr_assert_eq(nic_serve(vm), NIC_DONE);
	cr_assert_eq(rings->tx_done, 2);
	cr_assert_eq(world_sent, 2);
	cr_assert_eq(world_frame(1)->length, DENALI_FRAME_MAX);
	cr_assert_eq(vm->ledger.tx_frames, 2);
	cr_assert_eq(vm->ledger.tx_refused + vm->ledger.tx_lost, 0);
}

Test(nic, a_frame_that_waits_for_a_buffer_is_received_once)
{
	post_buffer(BUFFER, 2048);
	post_buffer(BUFFER + 0x2000, 2048);
	receive_one(60);
	receive_one(1514);
	world_absent = 2;
	cr_assert_eq(nic_serve(vm), NIC_WAIT);
	cr_assert_eq(rings->rx_filled, 0);
	cr_assert_eq(world_queued(vm), 2);
	cr_assert_eq(nic_serve(vm), NIC_WAIT);
	cr_assert_eq(nic_serve(vm), NIC_DONE);
	cr_assert_eq(rings->rx_filled, 2);
	cr_assert_eq(rings->rx[0].length, 60, "in order");
	cr_assert_eq(vm->ledger.rx_frames, 2);
	cr_assert_eq(vm->ledger.rx_behind + vm->ledger.rx_unwritten, 0);
}

Test(nic, receive_buffers_out_of_bounds)
{
	static const struct {
		uint32_t address, length;
		bool good;
	} cases[] = { { BUFFER, 1514, true },
		      { BUFFER, 1513, false },
		      { BUFFER, 0, false },
		      { BUFFER, 65535, true },
		      { DENALI_IMAGE_BASE, 1514, true },
		      { DENALI_IMAGE_BASE - 1, 1514, false },
		      { WORLD_MEMORY - 1514, 1514, true },
		      { WORLD_MEMORY - 1513, 1514, false },
		      { WORLD_MEMORY - 1514, 1515, false },
		      { WORLD_MEMORY, 1514, false },
		      { 0xffffff00, 1514, false },
		      { 0xfffffa16, 1514, false }, /* ends at 2^32 */
		      { DENALI_KERNEL_BASE, 1514, false },
		      { 0, 1514, false } };

	for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		start_at(i);
		post_buffer(cases[i].address, cases[i].length);
		cr_assert(nic_has_work(vm));
		cr_assert_eq(served(vm), cases[i].good, "%u", i);
	}
}

Test(nic, checksum_flag_on_receive)
{
	struct vm *other = world_vm(2, DENALI_NET_TX_CHECKSUM);
	struct packet *packet;

	/* From a neighbour that left the sum to the NIC. */
	frame_udp4(&frame, 1, 2, 1000, 2000, 58);
	memcpy(world_at(other, BUFFER), frame.bytes, frame.length);
	world_rings(other)->tx[0] = (struct denali_nic_descriptor){
		.address = BUFFER,
		.length = 100,
		.flags = DENALI_NIC_CHECKSUM,
		.checksum_start = 34,
		.checksum_offset = 6
	};
	world_rings(other)->tx_posted = 1;
	cr_assert(served(other));
	post_buffer(BUFFER, 1514);
	cr_assert(served(vm));
	cr_assert_eq(rings->rx[0].flags, DENALI_NIC_CHECKSUM);
	/* From the wire, vouched for by the NIC. */
	packet = world_packet(frame.bytes, frame.length);
	packet->flags = PACKET_CHECKSUM;
	cr_assert(nic_deliver(vm, packet));
	packet_put(packet);
	post_buffer(BUFFER, 1514);
	cr_assert(served(vm));
	cr_assert_eq(rings->rx[1].flags, DENALI_NIC_CHECKSUM);
	cr_assert_eq(world_sent, 0, "it never left the machine");
}

Test(nic, the_queue_is_bounded)
{
	for (unsigned i = 0; i < NIC_QUEUE; i++)
		receive_one(100);
	cr_assert_eq(world_queued(vm), NIC_QUEUE);
	cr_assert_eq(vm->ledger.rx_behind, 0);
	receive_one(100);
	receive_one(100);
	cr_assert_eq(world_queued(vm), NIC_QUEUE);
	cr_assert(served(vm));
	cr_assert_eq(rings->rx_dropped, 2);
	cr_assert_eq(vm->ledger.rx_behind, 2);
	for (unsigned i = 0; i < DENALI_NIC_SLOTS; i++)
		post_buffer(BUFFER, 1514);
	cr_assert(served(vm));
	cr_assert_eq(world_queued(vm), NIC_QUEUE - DENALI_NIC_SLOTS);
	cr_assert_eq(rings->rx_filled, DENALI_NIC_SLOTS);
}

Test(nic, other_vms_leave_half_of_the_queue_to_the_wire)
{
	static const uint8_t bytes[DENALI_FRAME_MIN];
	struct packet *packet = world_packet(bytes, sizeof bytes);

	packet->flags = PACKET_FROM_VM;
	for (unsigned i = 0; i < NIC_QUEUE; i++)
		cr_assert_eq(nic_deliver(vm, packet), i < NIC_QUEUE / 2);
	packet->flags = 0;
	for (unsigned i = 0; i < NIC_QUEUE; i++)
		cr_assert_eq(nic_deliver(vm, packet), i < NIC_QUEUE / 2);
	packet_put(packet);
}

Test(nic, a_vm_without_a_nic_has_no_rings)
{
	vm->nic.flags &= ~(uint32_t)DENALI_NET_PRESENT;
	rings->tx_posted = 0x80000000;
	cr_assert(!nic_has_work(vm));
	cr_assert(served(vm));
	vm->nic.flags |= DENALI_NET_PRESENT;
}

/* ---- sharing the pool ---- */

Test(nic, slow_vms_leave_packets_to_others)
{
	struct vm *fresh = world_vm(500, 0);

	/* Hundreds of VMs that never take what comes for them. */
	for (uint32_t i = 2; i < 402; i++) {
		world_vm(i, 0);
		for (unsigned j = 0; j < NIC_QUEUE; j++) {
			frame_udp4(&frame, i, OUTSIDE, 1, 2, 60);
			world_receive(frame.bytes, frame.length);
		}
		cr_assert_geq(packet_free_count(), 128, "kept for sending");
		frame_udp4(&frame, 500, OUTSIDE, 1, 2, 60);
		world_receive(frame.bytes, frame.length);
		cr_assert_eq(world_queued(fresh), 1, "after %u", i);
		packet_put(world_take(fresh));
		cr_assert(sends(BUFFER, DENALI_FRAME_MAX, 0));
		cr_assert_eq(world_sent, i - 1);
		world_complete(1);
	}
}

Test(nic, the_least_lately_served_lose_theirs)
{
	struct vm *late = world_vm(2, 0);
	uint32_t i;

	/* Both have frames; VM 1 has taken one of its own since. */
	for (i = 0; i < 4; i++)
		receive_one(100);
	frame_udp4(&frame, 2, OUTSIDE, 1, 2, 60);
	world_receive(frame.bytes, frame.length);
	post_buffer(BUFFER, 1514);
	cr_assert(served(vm));
	cr_assert_eq(world_queued(vm), 3);
	/* Others take all the rest. */
	for (i = 3; world_queued(late) && i < 900; i++) {
		world_vm(i, 0);
		for (unsigned j = 0; j < 20; j++) {
			frame_udp4(&frame, i, OUTSIDE, 1, 2, 60);
			world_receive(frame.bytes, frame.length);
		}
	}
	cr_assert_eq(world_queued(late), 0);
	cr_assert_eq(late->ledger.rx_behind, 1);
	cr_assert_eq(late->ledger.rx_behind, 1);
	cr_assert_eq(world_queued(vm), 3, "it is not its turn to lose");
}

Test(nic, frames_for_thousands_leave_nodes_to_others)
{
	struct vm *fresh = world_vm(10, 0);

	/* Each of them may be in as many queues as there are. */
	for (uint32_t i = 1000; i < 4000; i++)
		world_vm(i, 0);
	for (unsigned i = 0; i < 20; i++) {
		frame_udp4(&frame, BROADCAST, OUTSIDE, 1, 2, 60);
		world_receive(frame.bytes, frame.length);
		world_now += 2000000000;
		while (world_queued(fresh))
			packet_put(world_take(fresh));
		frame_udp4(&frame, 10, OUTSIDE, 1, 2, 60);
		world_receive(frame.bytes, frame.length);
		cr_assert_eq(world_queued(fresh), 1, "%u", i);
	}
}

Test(nic, one_slow_vm_gets_no_more_than_its_share)
{
	uint32_t before = packet_free_count();

	for (unsigned i = 0; i < 10 * NIC_QUEUE; i++)
		receive_one(100);
	cr_assert_eq(before - packet_free_count(), NIC_QUEUE);
}

Test(nic_alone, vms_reach_each_other_without_a_wire)
{
	struct vm *other = world_vm(2, 0);

	frame_udp4(&frame, 2, 1, 1000, 2000, 58);
	memcpy(world_at(vm, BUFFER), frame.bytes, frame.length);
	for (unsigned i = 0; i < 20; i++)
		post(BUFFER, frame.length, 0);
	cr_assert(served(vm));
	cr_assert_eq(rings->tx_done, 20);
	cr_assert_eq(world_queued(other), 20);
	frame_udp4(&frame, OUTSIDE, 1, 1000, 2000, 58);
	memcpy(world_at(vm, BUFFER), frame.bytes, frame.length);
	cr_assert(sends(BUFFER, frame.length, 0));
	cr_assert_eq(vm->ledger.tx_refused, 1, "there is nobody else");
}
