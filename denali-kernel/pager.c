/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "pager.h"

#include "cpu.h"
#include "gate.h"
#include "log.h"
#include "mmu.h"
#include "pte.h"
#include "sched.h"
#include "table.h"
#include "timer.h"
#include "vm.h"

/* The unit of a VM's own time, 2^21 cycles or about 1 ms, and the time after
 * which a page has left the working set. */
#define STAMP_SHIFT 21
#define WINDOW 100

/* Pages that the hand passes at most in one go. */
#define LOOKS 1024

uint32_t pager_stamp(const struct vm *vm)
{
	return (uint32_t)(vm->ledger.guest_cycles >> STAMP_SHIFT) %
	       FRAME_STAMPS;
}

static enum space_result wait(struct vm *vm, uint64_t until)
{
	sched_block(vm, until);
	return SPACE_WAIT;
}

/* What has been read is the VM's again. */
static void fetched(struct transfer *transfer, bool ok)
{
	struct block_request *request = &transfer->request;
	struct vm *vm = transfer->vm;

	for (unsigned i = 0; ok && i < request->count; i++) {
		uint64_t *entry = table_find(vm,
					     transfer->address + i * PAGE_SIZE);

		frame_note(request->frames[i], pager_stamp(vm), true);
		*entry = pte_return(*entry, request->frames[i]);
		vm->ledger.pages_out--;
	}
	swap_end(transfer);
}

/* Frames for the pages from address on that are on the disk, neighbours there
 * too, as far as a block reaches. */
static void take_frames(struct transfer *transfer)
{
	struct block_request *request = &transfer->request;
	uint32_t page = transfer->address;

	while (request->count < swap_block()) {
		const uint64_t *entry = table_find(transfer->vm, page);
		if (!entry || *entry & PTE_PRESENT || !(*entry & PTE_OUT))
			break;
		frame_t frame = table_take_frame(transfer->vm, false);
		if (frame == FRAME_NONE)
			break;
		request->frames[request->count++] = frame;
		page += PAGE_SIZE;
	}
}

enum space_result pager_fetch(struct vm *vm, uint32_t page)
{
	uint64_t later = swap_delay(vm);
	struct transfer *transfer;

	if (vm->transferring)
		return wait(vm, TIMER_NEVER);
	if (later) {
		vm->ledger.swap_delays++;
		return wait(vm, later);
	}
	if (gate_holds_back(vm))
		return gate_starve(vm);
	transfer = swap_begin(vm, fetched);
	if (!transfer)
		return gate_starve(vm);
	transfer->address = page;
	take_frames(transfer);
	if (!transfer->request.count) {
		swap_end(transfer);
		return gate_starve(vm);
	}
	vm->ledger.faults_swap++;
	swap_charge(vm, transfer->request.count);
	swap_start(transfer, false, swap_page(vm, page));
	return wait(vm, TIMER_NEVER);
}

/* Note what the processor has seen of a page. */
static void pass(const struct vm *vm, uint64_t *entry)
{
	frame_t frame = pte_frame(*entry);

	if (!(*entry & PTE_PRESENT) || !(*entry & PTE_OWNED) ||
	    !(*entry & PTE_ACCESSED))
		return;
	*entry &= ~PTE_ACCESSED;
	frame_note(frame, pager_stamp(vm), frame_copied(frame));
}

bool pager_may_go(const struct vm *vm, uint64_t entry, enum pager_rule rule)
{
	uint32_t age;

	if (!(entry & PTE_OWNED))
		return false;
	if (rule == PAGER_ALL)
		return true;
	if (entry & PTE_PRESENT && entry & PTE_ACCESSED)
		return false;
	age = (pager_stamp(vm) - frame_stamp(pte_frame(entry))) % FRAME_STAMPS;
	return rule == PAGER_UNUSED || age > WINDOW;
}

static bool has_copy(uint64_t entry)
{
	return frame_copied(pte_frame(entry)) && !(entry & PTE_DIRTY);
}

/* Take the page out of its table; its frame is the transfer's. */
static void detach(struct transfer *transfer, uint64_t *entry)
{
	struct block_request *request = &transfer->request;
	struct vm *vm = transfer->vm;

	request->frames[request->count++] = pte_frame(*entry);
	*entry = pte_leave(*entry, PTE_OUT);
	vm->ledger.frames--;
	vm->ledger.pages_out++;
}

bool pager_evict(struct transfer *transfer, enum pager_rule rule)
{
	uint32_t start = transfer->address;
	bool all_copied = true;
	uint64_t *entry;

	transfer->frames_held = true;
	transfer->request.count = 0;
	while (transfer->request.count < swap_block() &&
	       (entry = table_find(transfer->vm, transfer->address)) &&
	       pager_may_go(transfer->vm, *entry, rule)) {
		all_copied &= has_copy(*entry);
		detach(transfer, entry);
		transfer->address += PAGE_SIZE;
	}
	if (all_copied)
		pager_drop(transfer);
	else
		swap_start(transfer, true, swap_page(transfer->vm, start));
	return !all_copied;
}

void pager_drop(struct transfer *transfer)
{
	for (unsigned i = 0; i < transfer->request.count; i++)
		frame_put(transfer->request.frames[i]);
	transfer->request.count = 0;
}

static void evicted(struct transfer *transfer, bool ok)
{
	if (ok)
		pager_drop(transfer);
	swap_end(transfer);
}

/* The hand has come to a page that may go. */
static enum pager_found evict_from(struct vm *vm, uint32_t address,
				   enum pager_rule rule)
{
	struct transfer *transfer = swap_begin(vm, evicted);

	vm->space->hand = address;
	if (!transfer)
		return PAGER_NONE_YET;
	transfer->address = address;
	if (!pager_evict(transfer, rule))
		swap_end(transfer);
	return PAGER_PAGES;
}

enum pager_found pager_trim(struct vm *vm, enum pager_rule rule)
{
	uint32_t at = vm->space->hand;

	mmu_forget(vm);
	if (cpu.current == vm)
		space_unload(); /* it is to note anew what is used */
	if (at < DENALI_IMAGE_BASE)
		at = DENALI_IMAGE_BASE;
	for (unsigned n = 0; n < LOOKS; n++) {
		uint64_t *entry = table_next(vm, &at);
		if (!entry) {
			vm->space->hand = 0;
			return PAGER_END_OF_VM;
		}
		if (pager_may_go(vm, *entry, rule))
			return evict_from(vm, at, rule);
		pass(vm, entry);
		at += PAGE_SIZE;
	}
	vm->space->hand = at;
	return PAGER_NONE_YET;
}
