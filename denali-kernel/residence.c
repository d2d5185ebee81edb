/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Residence.  One walk serves both ways: directories, tables of each, pages of
 * each.  A table that has been read leads to no frame before its pages have
 * come: its entries are made PACKED first, so that a VM may end at any time.
 */
#include "residence.h"

#include "clock.h"
#include "console.h"
#include "disk.h"
#include "cpu.h"
#include "gate.h"
#include "link.h"
#include "log.h"
#include "mmu.h"
#include "pager.h"
#include "pte.h"
#include "sched.h"
#include "swap.h"
#include "table.h"
#include "vm.h"

/* What leaves together must find room together: one frame of so many. */
#define PACKED_SHARE 8
/* VMs that wait for frames on their way in leave transfers to those that give
 * them. */
#define ENTERING_MAX (SWAP_TRANSFERS - SWAP_BUSY_MAX)

enum phase { IDLE_PAGES, WALK_DIRECTORIES, WALK_TABLES, WALK_PAGES, EMPTYING };

static uint32_t promised, leaving;
static unsigned departing;
static struct transfer *emptying[SWAP_BUSY_MAX];
static unsigned emptying_count;
static struct transfer *stalled[SWAP_TRANSFERS];
static unsigned stalled_count;
static bool scattered;

void residence_scatter(void)
{
	scattered = true;
}

uint32_t residence_promised(void)
{
	return promised;
}

uint32_t residence_leaving(void)
{
	return leaving;
}

unsigned residence_stalled(void)
{
	return stalled_count;
}

struct vm *residence_first_stalled(void)
{
	return stalled_count ? stalled[0]->vm : 0;
}

/* ---- the walk ---- */

/* Go on to the next directory, table or page whose entry has one of the bits;
 * null at the end. */
static uint64_t *walk(struct transfer *t, uint64_t bits)
{
	struct vm *vm = t->vm;
	uint64_t *entry;

	if (t->phase == WALK_TABLES) {
		while (t->directory < TABLE_DIRECTORIES) {
			entry = table_next_table(vm, t->directory, &t->index,
						 bits & ~PTE_OWNED);
			if (entry)
				return entry;
			t->directory++;
			t->index = 0;
		}
		t->phase = WALK_PAGES;
	}
	while ((entry = table_next(vm, &t->address))) {
		bool present = *entry & PTE_PRESENT;
		if (*entry & bits & PTE_OWNED ||
		    (!present && *entry & bits & PTE_PACKED))
			return entry;
		t->address += PAGE_SIZE;
	}
	return 0;
}

static void step(struct transfer *t)
{
	if (t->phase == WALK_TABLES)
		t->index++;
	else
		t->address += PAGE_SIZE;
}

/* ---- out ---- */

/* The next frame to be written, in the order of the walk. */
static frame_t next_frame(struct transfer *t)
{
	uint64_t *pointers = t->vm->space->pointers;
	uint64_t *entry;

	while (t->phase == WALK_DIRECTORIES) {
		if (t->directory == TABLE_DIRECTORIES) {
			t->phase = WALK_TABLES;
			t->directory = 0;
		} else if (pointers[t->directory++]) {
			return pte_frame(pointers[t->directory - 1]);
		}
	}
	entry = walk(t, PTE_OWNED | PTE_PRESENT);
	if (!entry)
		return FRAME_NONE;
	step(t);
	return pte_frame(*entry);
}

/* Write a run of pages that were not used; false: there are no more. */
static bool write_unused(struct transfer *t)
{
	uint32_t most = frame_total_count() / PACKED_SHARE;
	const uint64_t *entry;

	while ((entry = table_next(t->vm, &t->address))) {
		bool all = scattered || t->vm->ledger.frames > most;
		enum pager_rule rule = all ? PAGER_ALL : PAGER_UNUSED;

		if (!pager_may_go(t->vm, *entry, rule))
			t->address += PAGE_SIZE;
		else if (pager_evict(t, rule))
			return true;
	}
	return false;
}

static void write_packed(struct transfer *t)
{
	struct block_request *request = &t->request;
	frame_t frame;

	t->frames_held = false;
	request->count = 0;
	while (request->count < swap_block() &&
	       (frame = next_frame(t)) != FRAME_NONE)
		request->frames[request->count++] = frame;
	if (request->count) {
		swap_start(t, true, swap_packed_page(t->vm, t->count));
		t->count += request->count;
	} else {
		t->phase = EMPTYING;
		emptying[emptying_count++] = t;
	}
}

static void leave_on(struct transfer *t)
{
	if (t->phase == IDLE_PAGES) {
		if (write_unused(t))
			return;
		t->phase = WALK_DIRECTORIES;
		t->address = 0;
	}
	write_packed(t);
}

/* It is out, or has ended on its way. */
static void gone(struct transfer *t)
{
	struct vm *vm = t->vm;

	leaving -= t->frames;
	departing--;
	swap_end(t);
	if (vm->state >= VM_DEAD)
		return;
	vm->place = VM_OUT;
	vm->packed = t->count;
	vm->ledger.pages_out += t->count;
	gate_gone();
	if (vm->state == VM_QUEUED)
		gate_queue(vm);
}

/* What was under way has been written. */
static void left(struct transfer *t, bool ok)
{
	if (ok && t->phase == IDLE_PAGES)
		pager_drop(t);
	if (ok)
		leave_on(t);
	else
		gone(t);
}

static void note_directories(struct vm *vm)
{
	vm->directories = 0;
	for (unsigned i = 0; i < TABLE_DIRECTORIES; i++)
		if (vm->space->pointers[i])
			vm->directories |= (uint8_t)(1u << i);
}

bool residence_leave(struct vm *vm)
{
	struct transfer *t = departing < SWAP_BUSY_MAX ? swap_begin(vm, left) :
							 0;

	if (!t)
		return false;
	if (cpu.current == vm)
		space_unload();
	mmu_forget(vm);
	vm->place = VM_LEAVING;
	vm->packed_low = (uint16_t)vm->ledger.table_frames;
	note_directories(vm);
	t->address = DENALI_IMAGE_BASE;
	t->frames = vm->ledger.frames;
	leaving += t->frames;
	departing++;
	leave_on(t);
	return true;
}

/* A table's worth of the frames of a VM that is written. */
static bool empty_some(void)
{
	for (unsigned i = 0; i < emptying_count; i++) {
		struct transfer *t = emptying[i];

		if (!table_destroy(t->vm))
			continue;
		emptying[i--] = emptying[--emptying_count];
		gone(t);
	}
	return emptying_count;
}

/* ---- in ---- */

/* A directory or a table as it was written: what it led to is not there. */
static void forget_frames(uint64_t *entries, bool directory)
{
	for (unsigned i = 0; i < TABLE_ENTRIES; i++)
		if (directory && entries[i])
			entries[i] = PTE_PACKED;
		else if (entries[i] & PTE_OWNED)
			entries[i] = pte_leave(entries[i], PTE_PACKED);
}

static void place(struct transfer *t, frame_t frame)
{
	struct vm *vm = t->vm;
	uint64_t *entry;

	if (t->phase == WALK_DIRECTORIES) {
		while (!(vm->directories & 1u << t->directory))
			t->directory++;
		vm->space->pointers[t->directory++] = frame_phys(frame) |
						      PTE_PRESENT;
		forget_frames(frame_window(frame), true);
		if (vm->directories >> t->directory)
			return;
		t->phase = WALK_TABLES;
		t->directory = 0;
		return;
	}
	entry = walk(t, PTE_PACKED);
	ensure(entry);
	if (t->phase == WALK_TABLES) {
		forget_frames(frame_window(frame), false);
		*entry = frame_phys(frame) | PTE_PRESENT | PTE_WRITE | PTE_USER;
	} else {
		frame_note(frame, pager_stamp(vm), false);
		*entry = pte_return(*entry, frame);
	}
	step(t);
}

static void find_registers(struct vm *vm)
{
	vm->ro = frame_window(pte_frame(*table_find(vm, DENALI_RO_REGISTERS)));
	vm->rw = frame_window(pte_frame(*table_find(vm, DENALI_RW_REGISTERS)));
}

static void arrive(struct transfer *t)
{
	struct vm *vm = t->vm;

	find_registers(vm);
	vm->place = VM_IN;
	vm->ledger.table_frames = vm->packed_low;
	vm->ledger.pages_out -= vm->packed;
	vm->ledger.admissions++;
	vm->packed = 0;
	vm->space->entered = clock_ns();
	swap_end(t);
	vm_refresh(vm);
	console_enter(vm);
	disk_enter(vm);
	sched_start(vm);
}

/* Frames for the next pages to be read; false if there are none now. */
static bool take_frames(struct transfer *t)
{
	struct block_request *request = &t->request;
	struct vm *vm = t->vm;

	while (request->count < swap_block() &&
	       t->count + request->count < vm->packed) {
		bool low = t->count + request->count < vm->packed_low;
		frame_t frame = table_take_frame(vm, low);

		if (frame == FRAME_NONE)
			break;
		request->frames[request->count++] = frame;
	}
	return request->count;
}

static void enter_on(struct transfer *t)
{
	t->request.count = 0;
	if (take_frames(t))
		swap_start(t, false, swap_packed_page(t->vm, t->count));
	else
		stalled[stalled_count++] = t;
}

static void entered(struct transfer *t, bool ok)
{
	struct block_request *request = &t->request;
	struct vm *vm = t->vm;

	for (unsigned i = 0; ok && i < request->count; i++)
		place(t, request->frames[i]);
	t->count += request->count;
	promised -= ok ? request->count : t->frames;
	t->frames -= request->count;
	if (!ok)
		swap_end(t);
	else if (t->count == vm->packed)
		arrive(t);
	else
		enter_on(t);
}

bool residence_enter(struct vm *vm)
{
	struct transfer *t = swap_busy() < ENTERING_MAX ?
				     swap_begin(vm, entered) :
				     0;

	if (!t)
		return false;
	if (!table_create(vm)) {
		swap_end(t);
		return false;
	}
	vm->place = VM_ENTERING;
	t->phase = WALK_DIRECTORIES;
	t->frames = vm->packed;
	promised += t->frames;
	enter_on(t);
	return true;
}

/* VMs for which there was no frame, although it was promised. */
static bool retry_stalled(void)
{
	unsigned count = stalled_count;

	stalled_count = 0;
	for (unsigned i = 0; i < count; i++) {
		struct transfer *t = stalled[i];

		if (t->vm->state < VM_DEAD) {
			enter_on(t);
			continue;
		}
		promised -= t->frames;
		swap_end(t);
	}
	return stalled_count < count;
}

bool residence_poll(void)
{
	bool more = emptying_count && empty_some();

	return (stalled_count && retry_stalled()) || more;
}
