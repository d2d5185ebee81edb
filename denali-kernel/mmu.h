/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The virtual MMU (<denali/calls.h>): more address spaces of a VM, each a set
 * of translations to pages of the VM's own memory.
 *
 * While a space runs the VM's frame holds the space's registers, and the
 * caller's wait here.  The processor has a space's page tables only in ring 3:
 * they are loaded last of all before the VM is resumed, and every trap puts
 * the VM's own back first of all, so that nothing else in the kernel need know
 * of spaces.
 *
 * A space's page tables lead to frames and hold no reference to them: whoever
 * takes a page from a VM, or rights to one, calls mmu_forget first.  The tables
 * are frames of the VM, within its limit, and there are few at a time, so that
 * forgetting them all is short.
 */
#ifndef MMU_H
#define MMU_H

#include <stdbool.h>
#include <stdint.h>

#include "options.h"
#include "space.h"
#include "vm.h"

struct mmu {
	uint64_t pointers[DENALI_MMU_SPACES][4]; /* as in struct space */
	struct trap_frame caller; /* of mmu_run, while a space runs */
	bool caller_by_iret;      /* its resume_by_iret */
	uint8_t running;          /* a space; DENALI_MMU_SPACES: none */
	uint16_t tables;          /* frames that pointers lead to */
	uint32_t reserved;
};
_Static_assert(sizeof(struct mmu) % 32 == 0, "aligned in its pool");

/* Give the VM a virtual MMU; false if memory is short. */
bool mmu_create(struct vm *vm);
/* Take it away again; of a VM that has none nothing changes. */
void mmu_destroy(struct vm *vm);

/* The three virtual instructions, for a VM that has one and a space there is.
 * What mmu_load takes mmu_check has found good (0), and refused else: page is
 * an address in the space and DENALI_PROT_*, from an address of the VM's. */
void mmu_run(struct vm *vm, uint32_t space);
int32_t mmu_check(const struct vm *vm, uint32_t page, uint32_t from);
enum space_result mmu_load(struct vm *vm, uint32_t space, uint32_t page,
			   uint32_t from);
void mmu_flush(struct vm *vm, uint32_t space);

/* Forget all translations of a VM that has a virtual MMU. */
void mmu_forget_all(struct vm *vm);

static inline void mmu_forget(struct vm *vm)
{
	if (vm_mmu(vm))
		mmu_forget_all(vm);
}

/* A trap came from a space: the VM's own tables are loaded.  True: the space
 * has stopped, and its caller goes on; false: it is a trap as from any VM. */
bool mmu_trap(struct vm *vm, uint32_t vector);

/* event_deliver for a VM that has one and is about to be resumed: a space that
 * it runs is stopped if an event waits, and loaded if none does. */
uint64_t mmu_deliver(struct vm *vm, uint64_t now);

/* Bytes of the kernel's that it takes. */
uint32_t mmu_bytes(const struct vm *vm);

#endif
