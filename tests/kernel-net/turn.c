/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Many VMs, one NIC: who may send when it is full, and that nobody waits for
 * ever.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "frames.h"
#include "turn.h"
#include "world.h"

#define BUFFER (DENALI_IMAGE_BASE + 0x4000)
#define ROOM 64
#define VMS 20

static struct vm *vms[VMS];

/* A VM whose every transmit descriptor is a good frame. */
static void make(uint32_t i)
{
	struct frame frame;

	vms[i] = world_vm(i + 1, 0);
	frame_udp4(&frame, OUTSIDE, i + 1, 1, 2, 58);
	memcpy(world_at(vms[i], BUFFER), frame.bytes, frame.length);
	for (unsigned j = 0; j < DENALI_NIC_SLOTS; j++) {
		world_rings(vms[i])->tx[j].address = BUFFER;
		world_rings(vms[i])->tx[j].length = 100;
	}
}

static void start(void)
{
	world_start(512, ROOM);
	for (uint32_t i = 0; i < VMS; i++)
		make(i);
}

TestSuite(turn, .init = start, .fini = world_stop);

static uint32_t left(const struct vm *vm)
{
	return vm->rw->nic.tx_posted - vm->rw->nic.tx_done;
}

/* Post so many frames and kick. */
static void send(struct vm *vm, uint32_t count)
{
	world_rings(vm)->tx_posted += count;
	cr_assert(served(vm));
}

/* Let VMs run in the order in which they were woken, each once. */
static void run_woken(void)
{
	struct vm *vm;

	for (unsigned i = 0; i < VMS && (vm = world_woken()) != NULL; i++)
		if (nic_has_work(vm))
			cr_assert(served(vm));
}

Test(turn, a_full_nic_leaves_frames_in_the_ring)
{
	send(vms[0], 64);
	cr_assert_eq(left(vms[0]), 0);
	send(vms[1], 50);
	cr_assert_eq(left(vms[1]), 50);
	cr_assert(!nic_has_work(vms[1]), "nothing to do until there is room");
	cr_assert_eq(vms[1]->pending, 0);
	world_complete(40);
	cr_assert_eq(vms[1]->pending, DENALI_EVENT_NIC);
	cr_assert(nic_has_work(vms[1]));
	run_woken();
	cr_assert_eq(left(vms[1]), 10, "alone in line, it takes all there is");
	world_complete(64);
	run_woken();
	cr_assert_eq(left(vms[1]), 0);
}

Test(turn, nobody_passes_those_in_line)
{
	send(vms[0], 64);
	send(vms[1], 32);
	world_complete(40);
	cr_assert_eq(vms[1]->pending, DENALI_EVENT_NIC);
	/* It has not run yet; the room is for whoever asks, to its end. */
	send(vms[2], 64);
	cr_assert_eq(left(vms[2]), 24);
	/* Now there is a line. */
	send(vms[0], 1);
	cr_assert_eq(left(vms[0]), 1);
	for (unsigned i = 0; i < 4; i++) {
		world_complete(64);
		run_woken();
	}
	cr_assert_eq(left(vms[0]) + left(vms[1]) + left(vms[2]), 0);
}

Test(turn, a_turn_is_so_many_frames_and_no_more)
{
	send(vms[0], 64);
	for (unsigned i = 1; i < 5; i++)
		send(vms[i], 40);
	world_complete(48);
	/* VMs 1 to 3 have the turn, 4 waits: a newcomer goes behind it. */
	send(vms[5], 1);
	cr_assert_eq(left(vms[5]), 1);
	cr_assert(served(vms[1]));
	cr_assert_eq(left(vms[1]), 40 - TURN_FRAMES);
	cr_assert(served(vms[1]), "its turn is over");
	cr_assert_eq(left(vms[1]), 40 - TURN_FRAMES);
}

Test(turn, who_has_had_no_turn_lately_goes_first)
{
	world_now += 1000000000;
	send(vms[0], 64);
	for (unsigned i = 1; i < 6; i++)
		send(vms[i], 40);
	world_complete(64);
	run_woken();
	cr_assert_eq(left(vms[4]), 40 - TURN_FRAMES);
	cr_assert_eq(left(vms[5]), 40);
	send(vms[6], 1);
	world_complete(TURN_FRAMES);
	run_woken();
	cr_assert_eq(left(vms[6]), 1);
	world_complete(TURN_FRAMES);
	run_woken();
	cr_assert_eq(left(vms[6]), 0, "it has passed the first four");
	send(vms[6], 1);
	for (unsigned i = 0; i < 2; i++) {
		world_complete(TURN_FRAMES);
		run_woken();
	}
	cr_assert_eq(left(vms[6]), 1, "but not again at once");
	cr_assert_lt(left(vms[1]), 40 - TURN_FRAMES);
}

/* Those who come back after long pauses, however many, do not keep one out who
 * always has something to send. */
Test(turn, who_has_waited_for_long_gets_its_turn)
{
	unsigned paused[VMS] = { 0 };

	world_now += 1000000000;
	send(vms[0], 64);
	send(vms[1], 64);
	world_complete(64);
	run_woken();
	send(vms[1], 64);
	cr_assert_eq(left(vms[1]), 64);
	for (unsigned round = 0; round < 20; round++) {
		world_now += 100000000;
		for (unsigned i = 2; i < VMS; i++) {
			paused[i] = left(vms[i]) ? 0 : paused[i] + 1;
			if (!round || paused[i] == 3)
				send(vms[i], TURN_FRAMES);
		}
		world_complete(3 * TURN_FRAMES);
		run_woken();
	}
	cr_assert_lt(left(vms[1]), 64);
}

Test(turn, everyone_gets_a_share)
{
	uint32_t sent[VMS] = { 0 };
	uint32_t least = UINT32_MAX, most = 0;

	/* All of them send without end; the wire finishes 24 at a time. */
	for (unsigned round = 0; round < 400; round++) {
		for (unsigned i = 0; i < VMS; i++) {
			uint32_t done = world_rings(vms[i])->tx_done;

			world_rings(vms[i])->tx_posted = done +
							 DENALI_NIC_SLOTS;
			if (nic_has_work(vms[i]))
				cr_assert(served(vms[i]));
		}
		world_complete(24);
		run_woken();
	}
	for (unsigned i = 0; i < VMS; i++) {
		sent[i] = world_rings(vms[i])->tx_done;
		least = sent[i] < least ? sent[i] : least;
		most = sent[i] > most ? sent[i] : most;
	}
	cr_assert_leq(most - least, 3 * TURN_FRAMES + ROOM, "%u to %u", least,
		      most);
	cr_assert_geq(world_sent, 400 * 20);
}

Test(turn, a_turn_ends_with_its_vm)
{
	send(vms[0], 64);
	for (unsigned i = 1; i < 6; i++)
		send(vms[i], 3);
	world_complete(32);
	/* The first two in line are woken, and end before they run. */
	cr_assert_eq(vms[1]->pending, DENALI_EVENT_NIC);
	cr_assert_eq(vms[2]->pending, DENALI_EVENT_NIC);
	cr_assert_eq(vms[3]->pending, 0);
	world_end(vms[1]);
	cr_assert_eq(vms[3]->pending, DENALI_EVENT_NIC);
	cr_assert_eq(vms[4]->pending, 0);
	world_end(vms[2]);
	cr_assert_eq(vms[4]->pending, DENALI_EVENT_NIC);
	run_woken();
	for (unsigned i = 3; i < 6; i++)
		cr_assert_eq(left(vms[i]), 0);
}

Test(turn, a_turn_ends_if_the_frames_are_taken_back)
{
	send(vms[0], 64);
	send(vms[1], 3);
	send(vms[2], 3);
	send(vms[3], 3);
	world_complete(32);
	cr_assert_eq(vms[3]->pending, 0);
	for (unsigned i = 1; i < 3; i++) {
		world_rings(vms[i])->tx_posted -= 3;
		cr_assert(nic_has_work(vms[i]), "its turn must end");
	}
	run_woken();
	cr_assert_eq(left(vms[3]), 0);
}

Test(turn, those_in_line_may_leave)
{
	send(vms[0], 64);
	for (unsigned i = 1; i < VMS; i++)
		send(vms[i], 1);
	for (unsigned i = 2; i < VMS; i += 2) {
		world_end(vms[i]);
		vms[i] = NULL;
	}
	world_complete(64);
	run_woken();
	for (unsigned i = 1; i < VMS; i += 2)
		cr_assert_eq(left(vms[i]), 0, "%u", i);
}

Test(turn, noise)
{
	srand(3);
	for (unsigned i = 0; i < 20000; i++) {
		unsigned n = (unsigned)rand() % VMS;
		uint32_t count = (uint32_t)rand() % 40;

		if (rand() % 3 == 0)
			world_complete((uint32_t)rand() % 20);
		else if (rand() % 2)
			run_woken();
		else if (left(vms[n]) + count <= DENALI_NIC_SLOTS)
			send(vms[n], count);
		if (rand() % 200 == 0) {
			world_end(vms[n]);
			make(n);
		}
	}
	/* No more is sent: what waits must go out. */
	for (unsigned i = 0; i < 200; i++) {
		world_complete(16);
		run_woken();
	}
	for (unsigned i = 0; i < VMS; i++)
		cr_assert_eq(left(vms[i]), 0, "VM %u waits for ever", i);
}

/* A VM that its cap or a page keeps from running has no use for a turn. */
Test(turn, who_cannot_run_leaves_its_turn_to_others)
{
	send(vms[0], 64);
	send(vms[1], 40);
	send(vms[2], 40);
	vms[1]->state = VM_CAPPED;
	world_complete(TURN_FRAMES + 32);
	cr_assert(!vms[1]->nic.tx_turn);
	cr_assert(!link_used(&vms[1]->nic.waiting));
	cr_assert(vms[2]->nic.tx_turn, "the next in line has it");
	cr_assert_eq(vms[1]->pending, DENALI_EVENT_NIC,
		     "it is told all the same");
	vms[1]->state = VM_RUNNABLE;
	cr_assert(nic_has_work(vms[1]), "and served when it runs");
}

Test(turn, who_has_the_turn_and_must_wait_passes_it_on)
{
	send(vms[0], 64);
	send(vms[1], 40);
	send(vms[2], 40);
	world_complete(TURN_FRAMES + 16);
	cr_assert(vms[1]->nic.tx_turn);
	cr_assert(vms[2]->nic.tx_turn);
	send(vms[3], 40); /* into the room there is, for now */
	world_complete(TURN_FRAMES + 16);
	cr_assert(!vms[3]->nic.tx_turn, "it is kept for those before");
	turn_lose(vms[1]);
	turn_lose(vms[1]);
	cr_assert(!vms[1]->nic.tx_turn);
	cr_assert(vms[3]->nic.tx_turn);
	turn_lose(vms[0]);
}
