/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "mmu_rig.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "cpu.h"
#include "frame.h"
#include "paging.h"
#include "space.h"
#include "table.h"
#include "timer.h"

struct vm *vm;
struct loaded_image *image;
uint32_t frames_before;
static uint32_t free_before;

uint64_t paging_kernel_pointer(void)
{
	return KERNEL_POINTER;
}

void paging_load_kernel(void)
{
}

void *temporary_map(unsigned slot, frame_t frame)
{
	(void)slot;
	return frame_window(frame);
}

static void make(void)
{
	cr_assert(space_create(vm));
	cr_assert(mmu_create(vm));
	cpu.current = vm;
}

static void unmake(void)
{
	cpu.current = 0;
	mmu_destroy(vm);
	cr_assert_null(vm_mmu(vm));
	while (!table_destroy(vm))
		continue;
}

static void make_image(void)
{
	image = calloc(1, sizeof(*image));
	image->file = frame_alloc_block(PAGES);
	image->info.segment_count = 2;
	image->info.segment[0] = (struct image_segment){
		.address = TEXT,
		.memory_size = TEXT_PAGES * PAGE_SIZE,
		.file_size = TEXT_PAGES * PAGE_SIZE,
		.prot = DENALI_PROT_READ | DENALI_PROT_EXEC,
	};
	image->info.segment[1] = (struct image_segment){
		.address = DATA,
		.memory_size = DATA_PAGES * PAGE_SIZE,
		.file_offset = TEXT_PAGES * PAGE_SIZE,
		.file_size = 2 * PAGE_SIZE,
		.prot = DENALI_PROT_READ | DENALI_PROT_WRITE,
	};
}

void mmu_start(void)
{
	static const struct memory_range usable = { MIB, 64 * MIB };
	static const struct memory_range reserved = { MIB, 2 * MIB };
	void *at = (void *)(uintptr_t)TEXT;

	machine_init(64 * MIB);
	frame_init(&usable, 1, &reserved, 1);
	/* Where guest pages are filled. */
	cr_assert_eq(mmap(at, MEMORY, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1,
			  0),
		     at);
	make_image();
	vm = machine_vms(1);
	vm->image = image;
	vm->memory_size = MEMORY;
	vm->frames_limit = 100000;
	vm->frame.eip = 0x21000;
	cpu.sysenter = true;
	make();
	unmake(); /* pools keep their pages */
	free_before = frame_free_count();
	make();
	vm->rw->timer = TIMER_NEVER;
	frames_before = vm->ledger.frames;
}

void mmu_finish(void)
{
	unmake();
	cr_assert_eq(frame_free_count(), free_before, "frames leaked");
	cr_assert_eq(vm->ledger.frames, 0);
	free(vm);
	free(image);
}
