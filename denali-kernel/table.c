/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "table.h"

#include "cpu.h"
#include "log.h"
#include "pool.h"
#include "pte.h"
#include "string.h"
#include "vm.h"

/* Low frames that no VM takes: for records of the kernel's. */
#define KERNEL_FRAMES 16

static struct pool spaces = { .size = sizeof(struct space) };

bool table_limited(const struct vm *vm)
{
	return vm->ledger.frames + vm->ledger.pages_out >= vm->frames_limit;
}

frame_t table_take_frame(struct vm *vm, bool low)
{
	struct ledger *ledger = &vm->ledger;
	frame_t frame = FRAME_NONE;

	if (!low)
		frame = frame_alloc();
	else if (frame_free_low() > KERNEL_FRAMES)
		frame = frame_alloc_low();
	if (frame == FRAME_NONE)
		return FRAME_NONE;
	if (++ledger->frames > ledger->frames_peak)
		ledger->frames_peak = ledger->frames;
	return frame;
}

void table_drop_frame(struct vm *vm, frame_t frame)
{
	frame_put(frame);
	vm->ledger.frames--;
}

static frame_t take_table(struct vm *vm)
{
	frame_t frame = table_limited(vm) ? FRAME_NONE :
					    table_take_frame(vm, true);

	if (frame == FRAME_NONE)
		return FRAME_NONE;
	vm->ledger.table_frames++;
	memset(frame_window(frame), 0, PAGE_SIZE);
	return frame;
}

static uint64_t *entries(uint64_t entry)
{
	return window_at(entry & PTE_FRAME);
}

static inline uint64_t *directory_entry(const uint64_t *pointers,
					uint32_t address)
{
	uint64_t pointer = pointers[address / DIRECTORY_SPAN];

	if (!pointer)
		return 0;
	return &entries(pointer)[address / TABLE_SPAN % TABLE_ENTRIES];
}

static inline uint64_t *page_entry(uint64_t directory_entry, uint32_t address)
{
	return &entries(directory_entry)[address / PAGE_SIZE % TABLE_ENTRIES];
}

uint64_t *table_find(const struct vm *vm, uint32_t address)
{
	uint64_t *entry = directory_entry(vm->space->pointers, address);

	return entry && *entry ? page_entry(*entry, address) : 0;
}

static bool add_directory(struct vm *vm, uint64_t *pointers, uint32_t address)
{
	frame_t frame = take_table(vm);

	if (frame == FRAME_NONE)
		return false;
	pointers[address / DIRECTORY_SPAN] = frame_phys(frame) | PTE_PRESENT;
	/* The processor keeps the four pointers: have it read them again. */
	if (cpu.current == vm)
		write_cr3((uint32_t)window_phys(vm->space->pointers));
	return true;
}

uint64_t *table_make_in(struct vm *vm, uint64_t *pointers, uint32_t address)
{
	uint64_t *entry = directory_entry(pointers, address);

	if (!entry) {
		if (!add_directory(vm, pointers, address))
			return 0;
		entry = directory_entry(pointers, address);
	}
	if (!*entry) {
		frame_t frame = take_table(vm);
		if (frame == FRAME_NONE)
			return 0;
		*entry = frame_phys(frame) | PTE_PRESENT | PTE_WRITE | PTE_USER;
	}
	return page_entry(*entry, address);
}

uint64_t *table_make(struct vm *vm, uint32_t address)
{
	return table_make_in(vm, vm->space->pointers, address);
}

uint64_t *table_next(const struct vm *vm, uint32_t *address)
{
	uint32_t at = *address;

	while (at < vm->memory_size) {
		uint64_t *entry = directory_entry(vm->space->pointers, at);
		if (!entry) {
			at = (at & -DIRECTORY_SPAN) + DIRECTORY_SPAN;
			continue;
		}
		if (!*entry) {
			at = (at & -TABLE_SPAN) + TABLE_SPAN;
			continue;
		}
		const uint64_t *table = entries(*entry);
		unsigned i = at / PAGE_SIZE % TABLE_ENTRIES;
		while (i < TABLE_ENTRIES && !table[i])
			i++;
		at = (at & -TABLE_SPAN) + i * PAGE_SIZE;
		if (i < TABLE_ENTRIES) {
			*address = at;
			return table_find(vm, at);
		}
	}
	return 0;
}

uint64_t *table_next_table(const struct vm *vm, unsigned directory,
			   uint32_t *index, uint64_t bits)
{
	uint64_t pointer = vm->space->pointers[directory];

	for (; pointer && *index < TABLE_ENTRIES; (*index)++) {
		uint64_t *entry = &entries(pointer)[*index];
		if (*entry & bits)
			return entry;
	}
	return 0;
}

bool table_create(struct vm *vm)
{
	vm->space = pool_take(&spaces);
	if (!vm->space)
		return false;
	vm->space->pointers[TABLE_DIRECTORIES] = paging_kernel_pointer();
	return true;
}

static void destroy_table(struct vm *vm, frame_t frame)
{
	const uint64_t *table = frame_window(frame);

	for (unsigned i = 0; i < TABLE_ENTRIES; i++)
		if (table[i] & PTE_OWNED)
			table_drop_frame(vm, pte_frame(table[i]));
	table_drop_frame(vm, frame);
}

/* One page table of a directory; false if it has none. */
static bool destroy_one_table(struct vm *vm, uint64_t pointer)
{
	uint64_t *directory = entries(pointer);

	for (unsigned i = 0; i < TABLE_ENTRIES; i++)
		if (directory[i]) {
			if (directory[i] & PTE_PRESENT)
				destroy_table(vm, pte_frame(directory[i]));
			directory[i] = 0;
			return true;
		}
	return false;
}

static void drop_table(struct vm *vm, uint64_t *entry)
{
	table_drop_frame(vm, pte_frame(*entry));
	vm->ledger.table_frames--;
	*entry = 0;
}

void table_clear(struct vm *vm, uint64_t *pointers)
{
	for (unsigned i = 0; i < TABLE_DIRECTORIES; i++) {
		if (!pointers[i])
			continue;
		uint64_t *directory = entries(pointers[i]);
		for (unsigned j = 0; j < TABLE_ENTRIES; j++)
			if (directory[j])
				drop_table(vm, &directory[j]);
		drop_table(vm, &pointers[i]);
	}
}

bool table_destroy(struct vm *vm)
{
	ensure(cpu.current != vm);
	vm->ro = 0;
	vm->rw = 0;
	for (unsigned i = 0; vm->space && i < TABLE_DIRECTORIES; i++) {
		uint64_t *pointer = &vm->space->pointers[i];

		if (!*pointer)
			continue;
		if (!destroy_one_table(vm, *pointer)) {
			table_drop_frame(vm, pte_frame(*pointer));
			*pointer = 0;
		}
		return false;
	}
	if (vm->space)
		pool_give(&spaces, vm->space);
	vm->space = 0;
	vm->ledger.table_frames = 0;
	return true;
}
