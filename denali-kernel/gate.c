/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Gatekeeper: admission, and the choice of who makes room.
 */
#include "gate.h"

#include <denali/hostport.h>

#include "between.h"
#include "clock.h"
#include "cpu.h"
#include "hostport.h"
#include "log.h"
#include "pager.h"
#include "residence.h"
#include "sched.h"
#include "swap.h"
#include "table.h"
#include "timer.h"
#include "vm.h"

/* Frames that a VM is let in with at least: tables, registers, first pages. */
#define FRESH_FRAMES 16u
/* Frames kept free: one for so many, and bounds. */
#define FREE_SHARE 64
#define FREE_MIN 64u
#define FREE_MAX 4096u
/* Low frames kept free for page tables and registers: the same. */
#define LOW_SHARE 128
#define LOW_MIN 48u
#define LOW_MAX 1024u
/* A share of memory is not taken to be less than this. */
#define SHARE_MIN 256u
/* VMs looked at in one go when one is sought that can make room. */
#define LOOKS 16
/* VMs let in one after another, with nothing else done. */
#define LET_IN 64

#define RESTED_LONG 2000000000u /* ns: leaves whoever needs the frames */
#define REST_SHIFT 20           /* of the TSC: rest is told to a millisecond */
#define STAY_MIN 100000000ull   /* ns in memory before being sent out */
#define OLD_PAUSE 100000000ull  /* ns between searches for old pages */
#define PATIENCE 1000000000ull  /* ns; a deadline so near may change things */

static struct link entrance = { &entrance, &entrance };
static struct link resting = { &resting, &resting };
static struct link starved = { &starved, &starved };
static uint32_t kept_free, kept_low;
static uint32_t rested_long; /* 2^REST_SHIFT cycles */
bool gate_active;
static uint32_t residents;

/* The search among VMs that do not rest: its place, and how hard it looks,
 * which grows with each round that found nothing. */
static enum {
	SEEK_OLD,    /* pages outside the working sets of those with much */
	SEEK_STAYED, /* a VM that has been in memory for a while */
	SEEK_ACTIVE, /* any VM */
	SEEK_UNUSED, /* pages not used since the hand last passed */
	SEEK_AGAIN,  /* the same: the hand has not passed all twice yet */
	SEEK_LAST,
	SEEK_NONE
} effort;
static uint32_t hand;
static uint64_t next_old; /* ns; when to look for old pages again */

void gate_init(void)
{
	kept_free = between(frame_total_count() / FREE_SHARE, FREE_MIN,
			    FREE_MAX);
	kept_low = between(frame_free_low() / LOW_SHARE, LOW_MIN, LOW_MAX);
	rested_long = (uint32_t)((clock_tsc_at(RESTED_LONG) -
				  clock_tsc_at(0)) >>
				 REST_SHIFT);
}

static bool can_leave(const struct vm *vm)
{
	return vm->region && !vm->transferring && !vm->nic.tx_turn &&
	       !link_used(&vm->nic.waiting) && !link_used(&vm->console_wait);
}

static struct vm *first(struct link *list)
{
	return link_used(list) ? LINK_OWNER(list->next, struct vm, run) : 0;
}

void gate_queue(struct vm *vm)
{
	vm->state = VM_QUEUED;
	gate_active = true;
	if (vm->place == VM_OUT || vm->place == VM_NOWHERE)
		link_append(&entrance, &vm->run);
}

void gate_rest(struct vm *vm)
{
	vm->rested = (uint32_t)(cpu.accounted >> REST_SHIFT);
	link_append(&resting, &vm->run);
	if (gate_active && can_leave(vm))
		effort = SEEK_OLD;
}

static uint32_t share(void)
{
	uint32_t share = residents ? frame_total_count() / residents : 0;

	return share > SHARE_MIN ? share : SHARE_MIN;
}

/* Of pages, that is: page tables are not given back one by one. */
static bool takes_much(const struct vm *vm)
{
	return vm->ledger.frames - vm->ledger.table_frames > share();
}

bool gate_holds_back(const struct vm *vm)
{
	return swap_present() && frame_free_count() < kept_free &&
	       takes_much(vm) && vm->region;
}

enum space_result gate_starve(struct vm *vm)
{
	if (!swap_present())
		return SPACE_NO_MEMORY;
	sched_block(vm, TIMER_NEVER);
	link_append(&starved, &vm->run);
	return SPACE_WAIT;
}

/* ---- in ---- */

static uint32_t frames_needed(const struct vm *vm)
{
	return vm->packed > FRESH_FRAMES ? vm->packed : FRESH_FRAMES;
}

static uint32_t low_needed(const struct vm *vm)
{
	return vm->packed_low ? vm->packed_low : FRESH_FRAMES;
}

static bool has_room_for(const struct vm *vm)
{
	uint32_t promised = residence_promised();

	return frame_free_count() >= frames_needed(vm) + promised &&
	       frame_free_low() >= low_needed(vm) + promised;
}

static bool let_in(struct vm *vm)
{
	if (!has_room_for(vm))
		return false;
	link_remove(&vm->run);
	sched_bill(vm);
	if (vm->place == VM_NOWHERE ? vm_furnish(vm) : residence_enter(vm)) {
		residents++;
		return true;
	}
	link_append(entrance.next, &vm->run); /* it stays the first */
	return false;
}

static bool let_in_all(void)
{
	unsigned count = 0;

	while (count < LET_IN && link_used(&entrance) &&
	       let_in(first(&entrance)))
		count++;
	return count;
}

/* VMs that wait for a frame try again while there are some, but for those that
 * are held back. */
static bool feed(void)
{
	struct link *at = starved.next;
	bool any = false;

	for (unsigned n = 0; n < LET_IN && at != &starved; n++) {
		struct vm *vm = LINK_OWNER(at, struct vm, run);

		if (frame_free_count() <= residence_promised() ||
		    frame_free_low() < LOW_MIN)
			break;
		at = at->next;
		if (gate_holds_back(vm))
			continue;
		link_remove(&vm->run);
		sched_start(vm);
		any = true;
	}
	return any;
}

/* ---- out ---- */

static uint32_t wanted(void)
{
	const struct vm *vm = first(&entrance);

	return kept_free + (vm ? frames_needed(vm) : 0);
}

/* Send out the VM that has rested longest, of the first few that can; it must
 * have rested for so long. */
static bool send_rested(uint32_t least)
{
	uint32_t now = (uint32_t)(cpu.accounted >> REST_SHIFT);

	for (unsigned n = 0; n < LOOKS && link_used(&resting); n++) {
		struct vm *vm = first(&resting);

		if (now - vm->rested < least)
			return false;
		link_remove(&vm->run);
		if (can_leave(vm) && residence_leave(vm))
			return true;
		link_append(&resting, &vm->run);
	}
	return false;
}

/* Send out a VM that would run, but for the one that runs and the one that
 * waits for frames the longest. */
static bool send_active(struct vm *vm)
{
	bool starves = vm->state == VM_PAGING && link_used(&vm->run);

	if ((vm->state != VM_RUNNABLE && !starves) || vm == cpu.running ||
	    vm == first(&starved) || !can_leave(vm))
		return false;
	if (effort == SEEK_STAYED && clock_ns() - vm->space->entered < STAY_MIN)
		return false;
	sched_remove(vm);
	vm->state = VM_QUEUED;
	return residence_leave(vm);
}

static enum pager_found press(struct vm *vm)
{
	if (!vm || vm->state >= VM_DEAD || vm->place != VM_IN ||
	    vm->transferring || !vm->region)
		return PAGER_END_OF_VM;
	switch (effort) {
	case SEEK_OLD:
		return takes_much(vm) ? pager_trim(vm, PAGER_OLD) :
					PAGER_END_OF_VM;
	case SEEK_STAYED:
	case SEEK_ACTIVE:
		return send_active(vm) ? PAGER_PAGES : PAGER_END_OF_VM;
	default:
		return pager_trim(vm, PAGER_UNUSED);
	}
}

/* Go on round the VMs.  True: one makes room, or the search goes on. */
static bool search(void)
{
	for (unsigned n = 0; n < LOOKS && effort < SEEK_NONE; n++) {
		enum pager_found found = press(vm_at(hand));

		if (found == PAGER_PAGES)
			effort = SEEK_OLD;
		if (found != PAGER_END_OF_VM)
			return true;
		if (++hand >= vm_places()) {
			hand = 0;
			effort++;
		}
	}
	return effort < SEEK_NONE;
}

/* Page tables and registers come from low frames alone. */
static bool short_of_low(void)
{
	const struct vm *vm = first(&entrance);

	return frame_free_low() < kept_low + (vm ? low_needed(vm) : 0);
}

static bool make_room(void)
{
	uint64_t now = clock_ns();
	struct vm *vm = first(&starved);

	if (send_rested(rested_long))
		return true;
	if (short_of_low()) {
		/* Only whole VMs give up their tables. */
		if (effort == SEEK_OLD)
			effort = SEEK_STAYED;
		return send_rested(0) || search();
	}
	if (vm && takes_much(vm) && vm->region) {
		/* Where the hand found nothing it goes on next time. */
		if (!vm->transferring)
			pager_trim(vm, PAGER_UNUSED);
		return !vm->transferring;
	}
	if (effort == SEEK_OLD && now >= next_old) {
		if (search() && effort == SEEK_OLD)
			return true;
		next_old = now + OLD_PAUSE;
	}
	return send_rested(0) || search();
}

static bool short_of_frames(void)
{
	if (!swap_present())
		return false;
	return short_of_low() || frame_free_count() + residence_leaving() <
					 wanted() + residence_promised();
}

bool gate_work(void)
{
	bool any = block_poll();

	any |= residence_poll();
	any |= let_in_all();
	any |= feed();
	if (any)
		effort = SEEK_OLD;
	if (short_of_frames() &&
	    swap_busy() - residence_stalled() < SWAP_BUSY_MAX)
		any |= make_room();
	block_tell();
	sched_bill(0);
	gate_active = swap_present() || link_used(&entrance);
	return any;
}

/* ---- neither ---- */

bool gate_give_up(void)
{
	struct vm *vm;

	if (!gate_active)
		return false;
	if (gate_work())
		return true;
	vm = first(&starved);
	if (!vm)
		vm = first(&entrance);
	if (!vm)
		vm = residence_first_stalled();
	if (!vm)
		return false;
	if (swap_busy() > residence_stalled() || block_pending)
		return false;
	if (vm->place == VM_NOWHERE && !vm_is_child(vm))
		hostport_out_of_memory(HOST_VM_MEMORY, vm->id + 1, vm_made());
	if (timer_nearest() < clock_ns() + PATIENCE)
		return false; /* who wakes then may leave */
	link_remove(&vm->run);
	vm_kill(vm, DENALI_CAUSE_MEMORY, 0);
	return true;
}

void gate_gone(void)
{
	residents--;
}

void gate_fill(struct denali_machine *machine)
{
	machine->resident = residents;
}
