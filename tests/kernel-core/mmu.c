/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The virtual MMU: a space never sees more than its VM has, whatever the VM
 * does meanwhile, and every frame comes back.
 */
#include "mmu.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "mmu_rig.h"
#include "paging.h"
#include "pte.h"
#include "space.h"
#include "table.h"

#define R DENALI_PROT_READ
#define W DENALI_PROT_WRITE
#define X DENALI_PROT_EXEC

static uint64_t entry(uint32_t space, uint32_t page)
{
	uint64_t pointer = vm_mmu(vm)->pointers[space][page / DIRECTORY_SPAN];
	const uint64_t *table;

	if (!pointer)
		return 0;
	table = window_at(pointer & PTE_FRAME);
	pointer = table[page / TABLE_SPAN % TABLE_ENTRIES];
	if (!pointer)
		return 0;
	table = window_at(pointer & PTE_FRAME);
	return table[page / PAGE_SIZE % TABLE_ENTRIES];
}

static uint32_t data(unsigned n)
{
	return DATA + n * PAGE_SIZE;
}

Test(mmu, a_translation_is_the_page_with_the_access_asked, .init = mmu_start)
{
	static const uint32_t prots[] = { R, W, R | W };

	for (unsigned i = 0; i < 3; i++) {
		bool write = prots[i] & W;
		uint32_t page = 0x40000000 + i * PAGE_SIZE;

		cr_assert_eq(mmu_load(vm, 7, page | prots[i], data(i)),
			     SPACE_DONE);
		uint64_t own = *table_find(vm, data(i));
		cr_assert_eq(entry(7, page), (own & PTE_FRAME) | PTE_PRESENT |
						     PTE_USER | PTE_NX |
						     (write ? PTE_WRITE : 0));
		cr_assert(own & PTE_ACCESSED);
		cr_assert_eq(!!(own & PTE_DIRTY), write);
	}
	cr_assert_eq(mmu_load(vm, 7, 0xbffff000 | X, TEXT), SPACE_DONE);
	cr_assert_not(entry(7, 0xbffff000) & (PTE_NX | PTE_WRITE));
	cr_assert_eq(vm_mmu(vm)->pointers[7][3], KERNEL_POINTER);
	mmu_finish();
}

Test(mmu, arguments_at_each_boundary, .init = mmu_start)
{
	static const struct {
		uint32_t page, from;
		int32_t result;
	} cases[] = {
		{ 0x1000 | R, DATA, 0 },
		{ 0xbffff000 | R | W, DATA, 0 },
		{ 0x1000 | R, TEXT, 0 },
		{ 0x1000 | R, MEMORY - PAGE_SIZE, 0 },
		{ R, DATA, DENALI_EINVAL },
		{ 0xc0000000 | R, DATA, DENALI_EINVAL },
		{ 0xfffff000 | R, DATA, DENALI_EINVAL },
		{ 0x1000, DATA, DENALI_EINVAL },
		{ 0x1000 | W | X, DATA, DENALI_EINVAL },
		{ 0x1000 | R | W | X, DATA, DENALI_EINVAL },
		{ 0x1000 | 8, DATA, DENALI_EINVAL },
		{ 0x1800 | R, DATA, DENALI_EINVAL },
		{ 0x1000 | R, DATA + 1, DENALI_EFAULT },
		{ 0x1000 | R, 0, DENALI_EFAULT },
		{ 0x1000 | R, DENALI_RO_REGISTERS, DENALI_EFAULT },
		{ 0x1000 | R, DENALI_RW_REGISTERS, DENALI_EFAULT },
		{ 0x1000 | R, TEXT - PAGE_SIZE, DENALI_EFAULT },
		{ 0x1000 | R, MEMORY, DENALI_EFAULT },
		{ 0x1000 | R, 0xc0000000, DENALI_EFAULT },
		{ 0x1000 | R, 0xfffff000, DENALI_EFAULT },
	};

	for (unsigned i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		cr_assert_eq(mmu_check(vm, cases[i].page, cases[i].from),
			     cases[i].result, "%x from %x", cases[i].page,
			     cases[i].from);
	mmu_finish();
}

Test(mmu, no_more_access_than_the_vm_has, .init = mmu_start)
{
	struct space_range range = { data(0), PAGE_SIZE };

	cr_assert_eq(mmu_load(vm, 0, 0x1000 | W, TEXT), SPACE_DENIED);
	cr_assert_eq(mmu_load(vm, 0, 0x1000 | X, data(0)), SPACE_DENIED);
	cr_assert_eq(space_protect(vm, &range, R), SPACE_DONE);
	cr_assert_eq(mmu_load(vm, 0, 0x1000 | W, data(0)), SPACE_DENIED);
	cr_assert_eq(mmu_load(vm, 0, 0x1000 | R, data(0)), SPACE_DONE);
	range = (struct space_range){ data(0), PAGE_SIZE };
	cr_assert_eq(space_protect(vm, &range, DENALI_PROT_NONE), SPACE_DONE);
	cr_assert_eq(entry(0, 0x1000), 0, "it has been forgotten");
	cr_assert_eq(mmu_load(vm, 0, 0x1000 | R, data(0)), SPACE_DENIED);
	mmu_finish();
}

Test(mmu, a_copied_page_is_forgotten, .init = mmu_start)
{
	cr_assert_eq(mmu_load(vm, 3, 0x1000 | R, data(0)), SPACE_DONE);
	cr_assert_eq(
		entry(3, 0x1000) & PTE_FRAME,
		(uint64_t)window_phys(image->file + TEXT_PAGES * PAGE_SIZE),
		"the image's own");
	cr_assert_eq(space_touch(vm, data(0), ACCESS_WRITE), SPACE_DONE);
	cr_assert_eq(entry(3, 0x1000), 0);
	mmu_finish();
}

Test(mmu, a_flush_is_of_one_space, .init = mmu_start)
{
	uint32_t frames;

	cr_assert_eq(space_touch(vm, data(3), ACCESS_WRITE), SPACE_DONE);
	frames = vm->ledger.frames;
	cr_assert_eq(mmu_load(vm, 1, 0x1000 | R, data(3)), SPACE_DONE);
	cr_assert_eq(mmu_load(vm, 2, 0x1000 | R, data(3)), SPACE_DONE);
	cr_assert_eq(vm->ledger.frames, frames + 4, "two tables each");
	mmu_flush(vm, 1);
	cr_assert_eq(entry(1, 0x1000), 0);
	cr_assert_neq(entry(2, 0x1000), 0);
	cr_assert_eq(vm->ledger.frames, frames + 2);
	mmu_flush(vm, 2);
	mmu_flush(vm, 2);
	cr_assert_eq(vm->ledger.frames, frames);
	cr_assert_eq(vm_mmu(vm)->tables, 0);
	mmu_finish();
}

Test(mmu, the_limit_on_frames_holds, .init = mmu_start)
{
	cr_assert_eq(space_touch(vm, data(3), ACCESS_WRITE), SPACE_DONE);
	vm->frames_limit = vm->ledger.frames + 1;
	cr_assert_eq(mmu_load(vm, 0, 0x1000 | R, data(3)), SPACE_NO_MEMORY);
	vm->frames_limit++;
	cr_assert_eq(mmu_load(vm, 0, 0x1000 | R, data(3)), SPACE_DONE);
	cr_assert_eq(mmu_load(vm, 0, 0x200000 | R, data(3)), SPACE_NO_MEMORY);
	cr_assert_eq(mmu_load(vm, 0, 0x1ff000 | R, data(3)), SPACE_DONE);
	mmu_finish();
}

/* All of every space, a table for each page. */
Test(mmu, tables_are_few_at_a_time, .init = mmu_start)
{
	uint32_t most = 0;

	for (unsigned space = 0; space < DENALI_MMU_SPACES; space++)
		for (uint32_t page = 0x1000; page < DENALI_MMU_TOP;
		     page += TABLE_SPAN) {
			cr_assert_eq(mmu_load(vm, space, page | R, data(3)),
				     SPACE_DONE);
			cr_assert_neq(entry(space, page), 0);
			if (vm_mmu(vm)->tables > most)
				most = vm_mmu(vm)->tables;
		}
	cr_assert_gt(most, 100);
	cr_assert_lt(most, 300);
	mmu_finish();
}

/* What a space can do must be what the VM itself could: the same frame, no
 * access that it has not. */
static void check_translation(uint64_t there, uint32_t from)
{
	const uint64_t *own = table_find(vm, from);

	cr_assert(own && *own & PTE_PRESENT, "the VM's page %x is gone", from);
	cr_assert_eq(there & PTE_FRAME, *own & PTE_FRAME, "another frame");
	cr_assert(!(there & PTE_WRITE) || *own & PTE_WRITE, "writable");
	cr_assert(there & PTE_NX || !(*own & PTE_NX), "executable");
	cr_assert(!(there & PTE_WRITE) || *own & PTE_DIRTY, "not dirty");
	cr_assert_not(there & PTE_OWNED);
}

static void do_something(unsigned page, unsigned space)
{
	static const uint32_t prots[] = { 0, R, W, X, R | W, R | X };
	uint32_t prot = prots[rand() % 6], from = TEXT + page * PAGE_SIZE;
	struct space_range range = { from, PAGE_SIZE };

	switch (rand() % 12) {
	case 0:
		if (space_may_protect(vm, range, prot))
			space_protect(vm, &range, prot);
		break;
	case 1:
		space_release(vm, &range);
		break;
	case 2:
		space_touch(vm, from, (enum space_access)(rand() % 3));
		break;
	case 3:
		mmu_flush(vm, space);
		break;
	default:
		if (prot)
			mmu_load(vm, space,
				 0x80000000 | page * PAGE_SIZE | prot, from);
	}
}

Test(mmu, spaces_follow_the_vm, .init = mmu_start)
{
	unsigned seen = 0;

	srand(11);
	for (unsigned round = 0; round < 30000; round++) {
		do_something((unsigned)rand() % PAGES, (unsigned)rand() % 3);
		for (unsigned space = 0; space < 3; space++)
			for (unsigned i = 0; i < PAGES; i++) {
				uint32_t offset = i * PAGE_SIZE;
				uint64_t there = entry(space,
						       0x80000000 | offset);
				if (there)
					check_translation(there, TEXT + offset);
				seen += there != 0;
			}
	}
	cr_assert_gt(seen, 1000);
	mmu_forget(vm);
	struct space_range all = { TEXT, PAGES * PAGE_SIZE };
	cr_assert_eq(space_release(vm, &all), SPACE_DONE);
	cr_assert_eq(vm->ledger.frames, frames_before);
	mmu_finish();
}
