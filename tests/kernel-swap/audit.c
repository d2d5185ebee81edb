/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Who has which frame, found by looking at everything.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"
#include "pte.h"
#include "residence.h"
#include "rig.h"
#include "swap.h"
#include "table.h"

#define DIRECTORIES 3

struct count {
	uint32_t tables, pages, reading, out;
};

static uint8_t *owned; /* by frame */
static uint32_t owned_count;

static void own(frame_t frame, const struct vm *vm)
{
	cr_assert(frame && frame < WINDOW_SIZE / PAGE_SIZE + rig.high);
	cr_assert(!owned[frame], "frame %u, VM %u's, has another owner", frame,
		  vm->id);
	owned[frame] = 1;
	owned_count++;
}

static void count_table(const struct vm *vm, uint64_t pointer,
			struct count *count)
{
	const uint64_t *entries = window_at(pointer & PTE_FRAME);

	own(pte_frame(pointer), vm);
	count->tables++;
	for (unsigned i = 0; i < TABLE_ENTRIES; i++) {
		uint64_t entry = entries[i];

		if (entry & PTE_OWNED) {
			own(pte_frame(entry), vm);
			count->pages++;
		} else if (!(entry & PTE_PRESENT) && entry & PTE_OUT) {
			count->out++;
		}
	}
}

static void count_tables(const struct vm *vm, struct count *count)
{
	for (unsigned d = 0; vm->space && d < DIRECTORIES; d++) {
		uint64_t pointer = vm->space->pointers[d];

		if (!pointer)
			continue;
		own(pte_frame(pointer), vm);
		count->tables++;
		const uint64_t *entries = window_at(pointer & PTE_FRAME);
		for (unsigned i = 0; i < TABLE_ENTRIES; i++)
			if (entries[i] & PTE_PRESENT)
				count_table(vm, entries[i], count);
	}
}

/* Frames that only the disk has. */
static void count_transfers(struct count *counts)
{
	for (unsigned n = 0; n < rig_disk_busy(); n++) {
		const struct block_request *request = rig_disk_request(n);
		const struct transfer *transfer =
			(const struct transfer *)(const void *)request;

		cr_assert(transfer->vm->transferring);
		if (request->operation == DENALI_DISK_WRITE &&
		    !transfer->frames_held)
			continue;
		for (unsigned i = 0; i < request->count; i++)
			own(request->frames[i], transfer->vm);
		if (request->operation == DENALI_DISK_READ)
			counts[transfer->vm->id].reading += request->count;
	}
}

static void check_vm(const struct vm *vm, const struct count *count)
{
	const struct ledger *ledger = &vm->ledger;

	cr_assert_eq(ledger->frames,
		     count->tables + count->pages + count->reading,
		     "VM %u: %u frames in its ledger", vm->id, ledger->frames);
	if (vm->place == VM_OUT)
		cr_assert(!vm->space && !vm->rw && !vm->transferring);
	if (vm->place != VM_IN || vm->state >= VM_DEAD)
		return;
	cr_assert_eq(ledger->table_frames, count->tables + 2);
	cr_assert_eq(ledger->pages_out, count->out);
	cr_assert(vm->rw && vm->ro);
	cr_assert(ledger->frames + ledger->pages_out <=
		  vm->frames_limit + count->reading);
}

void audit(void)
{
	struct count counts[RIG_VMS] = { 0 };

	if (!owned)
		owned = malloc(WINDOW_SIZE / PAGE_SIZE + rig.high);
	memset(owned, 0, WINDOW_SIZE / PAGE_SIZE + rig.high);
	owned_count = 0;
	for (uint32_t i = 0; i < rig.vms; i++)
		if (rig_vms[i])
			count_tables(rig_vms[i], &counts[i]);
	count_transfers(counts);
	for (uint32_t i = 0; i < rig.vms; i++)
		if (rig_vms[i])
			check_vm(rig_vms[i], &counts[i]);
	cr_assert_eq(rig_free() + owned_count, rig_total() - rig_records(),
		     "%u frames free, %u owned, of %u", rig_free(), owned_count,
		     rig_total() - rig_records());
}
