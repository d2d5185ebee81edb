/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Whatever VMs do, and whenever they end: their memory is what they left there,
 * frames are neither lost nor shared, and whoever would run does so.
 */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "cpu.h"
#include "gate.h"
#include "model.h"
#include "residence.h"
#include "rig.h"
#include "sched.h"
#include "swap.h"
#include "timer.h"

#define MILLISECOND 1000000u
#define STEPS 12000
#define ROUNDS_MAX 20000
/* What each VM is to do once it is left in peace. */
#define GOAL 20

/* Not all VMs have a place on the disk: some may have to end. */
static bool disk_short;

static bool runnable(uint32_t place)
{
	const struct vm *vm = rig_vms[place];

	return vm && vm->state == VM_RUNNABLE;
}

static void make_missing(void)
{
	for (uint32_t i = 0; i < rig.vms; i++)
		if (!rig_vms[i]) {
			rig_make(i);
			model_new(i);
		}
}

/* The VM has had its turn. */
static void after_turn(struct vm *vm)
{
	if (cpu.running != vm)
		return;
	if (rig_chance(3) == 0 && !model_waits(vm->id))
		sched_idle(vm, rig_chance(2) ?
				       TIMER_NEVER :
				       rig_now + rig_chance(400) * MILLISECOND);
	else if (rig_chance(2))
		cpu.running = 0;
}

static void some_turns(uint32_t place)
{
	for (uint32_t n = rig_chance(40); n > 0 && runnable(place); n--) {
		model_run(place);
		rig_now += MILLISECOND / 8;
	}
	if (rig_vms[place])
		after_turn(rig_vms[place]);
}

static void step(unsigned kills)
{
	uint32_t place = rig_chance(rig.vms);
	struct vm *vm = rig_vms[place];

	if (runnable(place))
		some_turns(place);
	else if (vm && vm->state < VM_DEAD && rig_chance(3) == 0)
		sched_notify(vm);
	if (vm && rig_chance(10000) < kills)
		vm_kill(vm, DENALI_CAUSE_STOPPED, 0);
	if (rig_chance(3) == 0)
		rig_disk(rig_chance(8));
	if (rig_chance(2) == 0)
		rig_poll();
	if (rig_chance(50) == 0)
		make_missing();
	if (rig_chance(8) == 0)
		rig_now += rig_chance(60) * MILLISECOND;
}

/* VMs end by errors of the disk, and by their own limits, and for no other
 * reason. */
static void check_ends(void)
{
	for (uint32_t i = 0; i < rig.vms; i++) {
		const struct vm *vm = rig_vms[i];

		if (!vm)
			continue;
		if (vm->state < VM_DEAD)
			cr_assert_eq(rig_failed[i], 0);
		else if (vm->cause == DENALI_CAUSE_SWAP)
			cr_assert_eq(rig_failed[i], 1);
		else if (vm->cause == DENALI_CAUSE_MEMORY)
			cr_assert(vm->detail == MODEL_LIMITED || disk_short);
	}
}

/* Everybody is let do something, with the disk as quick as can be. */
static void settle(void)
{
	unsigned done[RIG_VMS] = { 0 };
	unsigned left = 0;

	for (unsigned round = 0; round < ROUNDS_MAX; round++) {
		left = 0;
		bool more = rig_disk_busy();

		rig_disk(64);
		more |= rig_poll();
		audit();
		for (uint32_t i = 0; i < rig.vms; i++) {
			struct vm *vm = rig_vms[i];

			if (!vm || vm->state >= VM_DEAD || done[i] == GOAL)
				continue;
			left++;
			sched_notify(vm);
			more |= runnable(i);
			if (runnable(i))
				done[i] += model_run(i);
			if (done[i] == GOAL && cpu.running == vm)
				sched_idle(vm, TIMER_NEVER);
		}
		if (!more)
			gate_give_up();
		check_ends();
		rig_now += 5 * MILLISECOND;
		if (!left)
			return;
	}
	cr_assert_fail("%u VMs do not get on: %u frames free, %u transfers",
		       left, rig_free(), swap_busy());
}

static void end_all(void)
{
	for (uint32_t i = 0; i < rig.vms; i++)
		if (rig_vms[i])
			vm_kill(rig_vms[i], DENALI_CAUSE_STOPPED, 0);
	for (unsigned n = 0; n < 1000; n++) {
		rig_disk(64);
		rig_poll();
	}
	for (uint32_t i = 0; i < rig.vms; i++)
		cr_assert_null(rig_vms[i], "VM %u is never freed", i);
	cr_assert_eq(swap_busy(), 0);
	cr_assert_eq(residence_promised(), 0);
	cr_assert_eq(residence_leaving(), 0);
	cr_assert_eq(rig_free(), rig_total() - rig_records());
}

static void check_all(void)
{
	audit();
	check_ends();
	for (uint32_t i = 0; i < rig.vms; i++)
		if (rig_vms[i] && rig_vms[i]->place == VM_IN)
			model_check(i);
}

static void play(const struct rig *made, unsigned kills)
{
	const char *seed = getenv("DENALI_SEED");
	struct rig seeded = *made;
	struct denali_machine machine;

	if (seed)
		seeded.seed += (unsigned)atoi(seed);
	rig_start(&seeded);
	for (uint32_t i = 0; i < rig.vms; i++)
		model_new(i);
	audit();
	for (unsigned n = 0; n < STEPS; n++) {
		step(kills);
		check_all();
		if (n % 3000 == 2999) {
			make_missing();
			settle();
		}
	}
	end_all();
	swap_fill(&machine);
	cr_assert_gt(machine.swap_reads, 500);
	cr_assert_gt(machine.swap_writes, 500);
	cr_assert(machine.swap_errors > 0 || !rig.fails);
}

/* Memory for about a third of what the VMs use. */
static struct rig usual(unsigned seed)
{
	return (struct rig){ .seed = seed,
			     .low = 900,
			     .high = 600,
			     .vms = 16,
			     .disk_pages = 1u << 20,
			     .block = 64,
			     .swap_rate = 1000000 };
}

Test(swap, memory_is_kept)
{
	struct rig made = usual(1);

	play(&made, 0);
}

Test(swap, memory_is_kept_page_by_page)
{
	struct rig made = usual(2);

	made.block = 1;
	play(&made, 10);
}

Test(swap, memory_is_kept_scattered)
{
	struct rig made = usual(3);

	made.scattered = true;
	made.block = 7;
	play(&made, 10);
}

Test(swap, any_vm_may_end_at_any_time)
{
	struct rig made = usual(4);

	play(&made, 300);
}

Test(swap, errors_end_their_vm_alone)
{
	struct rig made = usual(5);

	made.fails = 300;
	made.block = 16;
	play(&made, 30);
}

Test(swap, low_memory_alone)
{
	struct rig made = usual(6);

	made.low = 1300;
	made.high = 0;
	play(&made, 30);
}

Test(swap, a_rate_delays_and_stops_nobody)
{
	struct rig made = usual(7);

	made.swap_rate = 300;
	play(&made, 10);
}

Test(swap, vms_without_a_place_stay)
{
	struct rig made = usual(8);

	made.low = 3000;
	made.disk_pages = 9000;
	disk_short = true;
	play(&made, 10);
}

/* However they end, the disk is whole again when all have. */
Test(swap, regions_are_used_again)
{
	struct rig made = usual(9);

	made.disk_pages = 1; /* the header's */
	for (uint32_t i = 0; i < made.vms; i++)
		made.disk_pages += rig_memory(i) / PAGE_SIZE * 2 + 16;
	rig_start(&made);
	for (unsigned round = 0; round < 200; round++) {
		uint32_t first = rig_chance(made.vms);

		for (uint32_t i = 0; i < made.vms; i++) {
			/* 5 and the number of VMs have no divisor but 1. */
			vm_kill(rig_vms[(first + 5 * i) % made.vms], 0, 0);
			rig_reap();
		}
		for (uint32_t i = 0; i < made.vms; i++) {
			rig_make(i);
			cr_assert(rig_vms[i]->region, "VM %u has none", i);
			for (uint32_t other = 0; other < i; other++)
				cr_assert_neq(rig_vms[i]->region,
					      rig_vms[other]->region);
		}
	}
}
