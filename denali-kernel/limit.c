/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * VMs that are held stand in a wheel of lists, one for each unit of time that
 * is near: holding and releasing cost the same however many there are.
 */
#include "limit.h"

#include "clock.h"
#include "options.h"
#include "timer.h"
#include "vm.h"

#define SECOND_UNITS (1000000000ull << 16)

#define UNIT_SHIFT 20 /* about a millisecond */
#define SLOTS 64

static struct link wheel[SLOTS];
static uint64_t released; /* up to this time, in units */
static uint64_t next;     /* unit to be released; nobody's is before it */
uint32_t limit_holds;

void limit_set(struct limit *limit, uint32_t rate, uint64_t now)
{
	limit->each = rate ? SECOND_UNITS / rate : 0;
	limit->paid = now;
}

bool limit_open(struct limit *limit, uint64_t now)
{
	if (limit->paid < now)
		limit->paid = now;
	return limit->paid <= now + LIMIT_SAVED_NS;
}

void limit_take(struct limit *limit, uint32_t amount)
{
	limit->paid += amount * limit->each >> 16;
}

static struct link *slot_of(uint64_t unit)
{
	struct link *slot = &wheel[unit % SLOTS];

	if (!slot->next)
		link_init(slot);
	return slot;
}

void limit_hold(struct vm *vm, uint32_t events, uint64_t until)
{
	struct limit_held *held = &vm->options->held;

	if (!limit_holds) {
		released = clock_ns() >> UNIT_SHIFT;
		next = UINT64_MAX;
	}
	uint64_t due = (until >> UNIT_SHIFT) + 1;
	if (due <= released)
		due = released + 1;
	if (due >= released + SLOTS)
		due = released + SLOTS - 1;
	events |= held->events;
	if (held->events && held->due < due)
		due = held->due;
	limit_forget(vm);
	*held = (struct limit_held){ .vm = vm, .events = events, .due = due };
	link_init(&held->link);
	link_append(slot_of(due), &held->link);
	limit_holds++;
	if (due < next)
		next = due;
	timer_arm(next << UNIT_SHIFT);
}

void limit_forget(struct vm *vm)
{
	if (!vm->options || !vm->options->held.events)
		return;
	link_remove(&vm->options->held.link);
	vm->options->held.events = 0;
	limit_holds--;
}

static void release_slot(struct link *slot)
{
	while (link_used(slot)) {
		struct vm *vm =
			LINK_OWNER(slot->next, struct limit_held, link)->vm;
		uint32_t events = vm->options->held.events;

		limit_forget(vm);
		vm_post(vm, events);
	}
}

void limit_release(uint64_t now)
{
	uint64_t unit = now >> UNIT_SHIFT;

	if (unit >= next) {
		if (unit > released + SLOTS)
			released = unit - SLOTS;
		while (released < unit)
			release_slot(slot_of(++released));
		next = released + 1;
		while (limit_holds && !link_used(slot_of(next)))
			next++;
	}
	if (limit_holds)
		timer_arm(next << UNIT_SHIFT);
}
