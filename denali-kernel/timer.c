/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Binary heap of VMs by deadline; each VM knows its place in it.
 */
#include "timer.h"

#include "apic.h"
#include "clock.h"
#include "cpu.h"
#include "frame.h"
#include "vm.h"

static struct vm **heap;
static uint32_t count;
static uint64_t armed = TIMER_NEVER; /* when the next interrupt will come */

bool timer_init(uint32_t vms)
{
	uint32_t bytes = vms * (uint32_t)sizeof(*heap);

	heap = frame_alloc_block((bytes + PAGE_SIZE - 1) / PAGE_SIZE);
	return heap;
}

static void place(uint32_t slot, struct vm *vm)
{
	heap[slot] = vm;
	vm->timer_slot = slot;
}

static void sift_up(uint32_t slot, struct vm *vm)
{
	while (slot && heap[(slot - 1) / 2]->deadline > vm->deadline) {
		place(slot, heap[(slot - 1) / 2]);
		slot = (slot - 1) / 2;
	}
	place(slot, vm);
}

static void sift_down(uint32_t slot, struct vm *vm)
{
	for (;;) {
		uint32_t child = slot * 2 + 1;
		if (child >= count)
			break;
		if (child + 1 < count &&
		    heap[child + 1]->deadline < heap[child]->deadline)
			child++;
		if (heap[child]->deadline >= vm->deadline)
			break;
		place(slot, heap[child]);
		slot = child;
	}
	place(slot, vm);
}

static void take_off(struct vm *vm)
{
	uint32_t slot = vm->timer_slot;
	struct vm *last = heap[--count];

	vm->timer_slot = TIMER_UNQUEUED;
	if (last == vm)
		return;
	if (slot && heap[(slot - 1) / 2]->deadline > last->deadline)
		sift_up(slot, last);
	else
		sift_down(slot, last);
}

void timer_set(struct vm *vm, uint64_t deadline)
{
	if (vm->timer_slot != TIMER_UNQUEUED)
		take_off(vm);
	vm->deadline = deadline;
	if (deadline != TIMER_NEVER)
		sift_up(count++, vm);
}

struct vm *timer_expired(uint64_t now)
{
	struct vm *vm = count ? heap[0] : 0;

	if (!vm || vm->deadline > now)
		return 0;
	take_off(vm);
	return vm;
}

uint64_t timer_nearest(void)
{
	return count ? heap[0]->deadline : TIMER_NEVER;
}

void timer_arm(uint64_t at)
{
	if (count && heap[0]->deadline < at)
		at = heap[0]->deadline;
	if (at >= armed)
		return;
	armed = at;
	if (cpu.tsc_deadline) {
		apic_arm_tsc(clock_tsc_at(at));
		return;
	}
	uint64_t now = clock_ns();
	apic_arm(clock_apic_ticks(at > now ? at - now : 0));
}

void timer_interrupt(void)
{
	armed = TIMER_NEVER;
}
