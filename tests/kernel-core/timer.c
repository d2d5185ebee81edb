/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The timer heap against a plain list.
 */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "apic.h"
#include "clock.h"
#include "frame.h"
#include "machine.h"
#include "timer.h"
#include "vm.h"

#define VMS 200

static struct vm *vms;
static uint64_t now;
static uint32_t armed_ticks, arms;

uint64_t clock_ns(void)
{
	return now;
}

uint64_t clock_tsc_at(uint64_t ns)
{
	return ns;
}

uint32_t clock_apic_ticks(uint64_t ns)
{
	return ns > UINT32_MAX ? UINT32_MAX : (uint32_t)ns;
}

void apic_arm(uint32_t ticks)
{
	armed_ticks = ticks;
	arms++;
}

void apic_arm_tsc(uint64_t tsc)
{
	(void)tsc;
	cr_assert_fail("this processor has no deadline mode");
}

void *frame_alloc_block(uint32_t count)
{
	return calloc(count, PAGE_SIZE);
}

static void start(void)
{
	vms = machine_vms(VMS);
	for (unsigned i = 0; i < VMS; i++) {
		vms[i].timer_slot = TIMER_UNQUEUED;
		vms[i].deadline = TIMER_NEVER;
	}
	cr_assert(timer_init(VMS));
}

static void end(void)
{
	free(vms);
}

static uint64_t earliest(void)
{
	uint64_t first = TIMER_NEVER;

	for (unsigned i = 0; i < VMS; i++)
		if (vms[i].timer_slot != TIMER_UNQUEUED &&
		    vms[i].deadline < first)
			first = vms[i].deadline;
	return first;
}

Test(timer, pops_in_order_whatever_is_set_and_cancelled, .init = start,
     .fini = end)
{
	srand(1);
	for (unsigned round = 0; round < 20000; round++) {
		struct vm *vm = &vms[rand() % VMS];
		int what = rand() % 4;

		if (what == 0)
			timer_set(vm, TIMER_NEVER);
		else if (what < 3)
			timer_set(vm, (uint64_t)(rand() % 1000) + now);
		now += (uint64_t)(rand() % 10);
		uint64_t first = earliest();
		while ((vm = timer_expired(now))) {
			cr_assert_eq(vm->deadline, first);
			cr_assert_leq(vm->deadline, now);
			cr_assert_eq(vm->timer_slot, TIMER_UNQUEUED);
			first = earliest();
		}
		cr_assert_gt(first, now, "one was left that is due");
	}
}

Test(timer, arms_for_the_nearest_and_only_when_needed, .init = start,
     .fini = end)
{
	now = 0;
	timer_set(&vms[0], 1000);
	timer_arm(TIMER_NEVER);
	cr_assert_eq(armed_ticks, 1000);
	timer_arm(500);
	cr_assert_eq(armed_ticks, 500);
	uint32_t before = arms;
	timer_arm(800);
	cr_assert_eq(arms, before, "an earlier interrupt was on its way");
	timer_interrupt();
	now = 500;
	timer_arm(TIMER_NEVER);
	cr_assert_eq(armed_ticks, 500);
}

Test(timer, nothing_to_wait_for_arms_nothing, .init = start, .fini = end)
{
	timer_arm(TIMER_NEVER);
	cr_assert_eq(arms, 0);
}
