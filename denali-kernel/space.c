/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a VM's pages are, and what may be done with them.
 */
#include "space.h"

#include "cpu.h"
#include "gate.h"
#include "loader.h"
#include "log.h"
#include "mmu.h"
#include "pager.h"
#include "paging.h"
#include "pte.h"
#include "string.h"
#include "table.h"
#include "vm.h"

/* Pages that protect and release handle before they look up. */
#define BATCH 64

/* An address as the image has it, which may lie higher than it was checked
 * for; one below the image wraps, and is past it. */
static uint32_t in_image(const struct vm *vm, uint32_t address)
{
	return address - vm_slide(vm);
}

static const struct image_segment *segment_at(const struct vm *vm, uint32_t at)
{
	const struct image *image = &vm->image->info;
	uint32_t address = in_image(vm, at);

	for (unsigned i = 0; i < image->segment_count; i++) {
		const struct image_segment *s = &image->segment[i];
		uint32_t end = s->address + s->memory_size + (PAGE_SIZE - 1);
		if (address >= s->address && address < (end & -PAGE_SIZE))
			return s;
	}
	return 0;
}

/* Rights of a page as the VM sees them. */
static uint32_t page_rights(const struct vm *vm, uint64_t entry, uint32_t page)
{
	uint32_t prot = DENALI_PROT_READ;

	if (!(entry & (PTE_PRESENT | PTE_SET | PTE_OUT))) {
		const struct image_segment *s = segment_at(vm, page);

		return s ? s->prot : DENALI_PROT_READ | DENALI_PROT_WRITE;
	}
	if (!(entry & PTE_PRESENT) && entry & PTE_NONE)
		return DENALI_PROT_NONE;
	if (entry & PTE_WRITABLE)
		prot |= DENALI_PROT_WRITE;
	if (!(entry & PTE_NX))
		prot |= DENALI_PROT_EXEC;
	return prot;
}

static bool allowed(uint32_t prot, enum space_access access)
{
	static const uint32_t need[] = {
		[ACCESS_READ] = DENALI_PROT_READ,
		[ACCESS_WRITE] = DENALI_PROT_WRITE,
		[ACCESS_FETCH] = DENALI_PROT_EXEC,
	};

	return prot & need[access];
}

/* The page as the image has it, or null where it is zero. */
static const uint8_t *image_page(const struct vm *vm, uint32_t page)
{
	const struct loaded_image *image = vm->image;
	const struct image_segment *s = segment_at(vm, page);
	uint32_t offset;

	if (!s || (offset = in_image(vm, page) - s->address) >= s->file_size)
		return 0;
	if (s->file_size - offset < PAGE_SIZE)
		return image->tail[s - image->info.segment];
	return loader_page(image, s->file_offset + offset);
}

/* Fill a fresh frame, mapped writable at the guest's own address. */
static void fill_page(uint32_t page, const uint8_t *from)
{
	uint8_t *to = (uint8_t *)(uintptr_t)page;

	user_access_begin();
	if (from)
		memcpy(to, from, PAGE_SIZE);
	else
		memset(to, 0, PAGE_SIZE);
	user_access_end();
}

/* Give the page a frame of its own with the given rights and contents (null:
 * zero). */
static enum space_result own_page(struct vm *vm, uint64_t *entry, uint32_t page,
				  uint64_t bits, const uint8_t *from)
{
	bool was_present = *entry & PTE_PRESENT;
	frame_t frame;

	if (table_limited(vm))
		return SPACE_NO_MEMORY;
	frame = gate_holds_back(vm) ? FRAME_NONE : table_take_frame(vm, false);
	if (frame == FRAME_NONE)
		return gate_starve(vm);
	bits |= frame_phys(frame) | PTE_OWNED;
	*entry = bits | PTE_WRITE | PTE_NX;
	frame_note(frame, pager_stamp(vm), false);
	if (from)
		vm->ledger.faults_copy++;
	else
		vm->ledger.faults_zero++;
	if (was_present) {
		mmu_forget(vm);
		invlpg(page);
	}
	fill_page(page, from);
	if (bits & PTE_WRITABLE)
		bits |= PTE_WRITE;
	if ((*entry & ~PTE_USED) != bits) {
		*entry = bits;
		invlpg(page);
	}
	return SPACE_DONE;
}

static bool shares_frames(const struct vm *vm)
{
	return !(vm->image->info.manifest.flags & DENALI_MANIFEST_PRIVATE);
}

static enum space_result first_touch(struct vm *vm, uint64_t *entry,
				     uint32_t page, uint32_t prot,
				     enum space_access access)
{
	const uint8_t *from = image_page(vm, page);
	uint64_t bits = pte_bits(prot) | (*entry & PTE_SET);

	if (!from || access == ACCESS_WRITE || !shares_frames(vm))
		return own_page(vm, entry, page, bits, from);
	*entry = window_phys(from) | bits;
	return SPACE_DONE;
}

/* A write to a page that is still the image's. */
static enum space_result copy_on_write(struct vm *vm, uint64_t *entry,
				       uint32_t page)
{
	const uint8_t *from = window_at(*entry & PTE_FRAME);

	return own_page(vm, entry, page, *entry & ~PTE_FRAME, from);
}

static bool inside(const struct vm *vm, uint32_t address)
{
	return address >= DENALI_IMAGE_BASE && address < vm->memory_size;
}

enum space_result space_no_table(struct vm *vm)
{
	return table_limited(vm) ? SPACE_NO_MEMORY : gate_starve(vm);
}

/* The register pages are mapped from the start. */
static enum space_result touch_registers(uint32_t page,
					 enum space_access access)
{
	if (access == ACCESS_FETCH)
		return SPACE_DENIED;
	if (page == DENALI_RW_REGISTERS ||
	    (page == DENALI_RO_REGISTERS && access == ACCESS_READ))
		return SPACE_DONE;
	return SPACE_DENIED;
}

enum space_result space_touch(struct vm *vm, uint32_t address,
			      enum space_access access)
{
	uint32_t page = address & -PAGE_SIZE;

	ensure(cpu.current == vm);
	if (!inside(vm, address))
		return touch_registers(page, access);
	uint64_t *entry = table_make(vm, page);
	if (!entry)
		return space_no_table(vm);
	uint32_t prot = page_rights(vm, *entry, page);
	if (!allowed(prot, access))
		return SPACE_DENIED;
	if (!(*entry & PTE_PRESENT) && *entry & PTE_OUT)
		return pager_fetch(vm, page);
	if (!(*entry & PTE_PRESENT))
		return first_touch(vm, entry, page, prot, access);
	if (access == ACCESS_WRITE && !(*entry & PTE_WRITE))
		return copy_on_write(vm, entry, page);
	return SPACE_DONE;
}

static void map_registers(uint64_t *entry, const void *page, uint64_t rights)
{
	*entry = window_phys(page) | PTE_PRESENT | PTE_USER | PTE_NX | rights;
}

bool space_create(struct vm *vm)
{
	uint64_t *ro, *rw;
	frame_t ro_frame = FRAME_NONE, rw_frame = FRAME_NONE;

	if (!table_create(vm))
		return false;
	ro = table_make(vm, DENALI_RO_REGISTERS);
	rw = ro ? table_make(vm, DENALI_RW_REGISTERS) : 0;
	if (rw)
		ro_frame = table_take_frame(vm, true);
	if (ro_frame != FRAME_NONE) {
		vm->ro = memset(frame_window(ro_frame), 0, PAGE_SIZE);
		map_registers(ro, vm->ro, PTE_OWNED);
		rw_frame = table_take_frame(vm, true);
	}
	if (rw_frame != FRAME_NONE) {
		vm->rw = memset(frame_window(rw_frame), 0, PAGE_SIZE);
		map_registers(rw, vm->rw, PTE_OWNED | PTE_WRITE | PTE_WRITABLE);
		vm->ledger.table_frames += 2;
		return true;
	}
	while (!table_destroy(vm))
		continue;
	return false;
}

void space_reload(struct vm *vm)
{
	write_cr3((uint32_t)window_phys(vm->space->pointers));
	cpu.current = vm;
	/* A guest may have loaded others; only a switch needs them right. */
	load_fs_gs(SEG_USER_THREAD);
}

void space_load(struct vm *vm)
{
	if (cpu.current != vm)
		space_reload(vm);
}

void space_unload(void)
{
	if (!cpu.current)
		return;
	paging_load_kernel();
	cpu.current = 0;
}

static void protect_page(struct vm *vm, uint64_t *entry, uint32_t page,
			 uint32_t prot)
{
	uint64_t old = *entry;
	/* Dirty stays: the swap disk's copy is no good then. */
	uint64_t keep = old & (PTE_FRAME | PTE_OWNED | PTE_DIRTY);
	uint64_t bits = pte_bits(prot) | PTE_SET;
	bool has_frame = old & (PTE_PRESENT | PTE_OWNED);

	if (!(old & PTE_PRESENT) && old & PTE_OUT)
		keep = PTE_OUT;
	if (prot == DENALI_PROT_NONE)
		bits = PTE_SET | PTE_NONE | PTE_NX;
	else if (!has_frame)
		bits &= ~PTE_PRESENT;
	else if (prot & DENALI_PROT_WRITE && old & PTE_OWNED)
		bits |= PTE_WRITE;
	if (!(bits & PTE_PRESENT) && old & PTE_PRESENT && !(old & PTE_OWNED))
		keep = 0; /* the image's own frame is found again */
	*entry = bits | keep;
	if (old & PTE_PRESENT && cpu.current == vm)
		invlpg(page);
}

bool space_may_protect(const struct vm *vm, struct space_range range,
		       uint32_t prot)
{
	const struct image *image = &vm->image->info;

	if (!(prot & DENALI_PROT_WRITE) || !range.length)
		return true;
	for (unsigned i = 0; i < image->segment_count; i++) {
		const struct image_segment *s = &image->segment[i];
		uint32_t address = s->address + vm_slide(vm);
		if (s->prot & DENALI_PROT_EXEC &&
		    address < range.address + range.length &&
		    range.address < address + s->memory_size)
			return false;
	}
	return true;
}

static void advance(struct space_range *range)
{
	range->address += PAGE_SIZE;
	range->length -= PAGE_SIZE;
}

enum space_result space_protect(struct vm *vm, struct space_range *range,
				uint32_t prot)
{
	mmu_forget(vm);
	for (unsigned n = 0; range->length; n++, advance(range)) {
		if (n == BATCH)
			return SPACE_AGAIN;
		uint64_t *entry = table_make(vm, range->address);
		if (!entry)
			return space_no_table(vm);
		protect_page(vm, entry, range->address, prot);
	}
	return SPACE_DONE;
}

/* The frame goes; rights that protect chose stay. */
static void release_page(struct vm *vm, uint64_t *entry, uint32_t page)
{
	uint64_t old = *entry;
	uint64_t rights = old & PTE_RIGHTS;

	if (!(old & PTE_SET))
		rights = 0;
	else if (!(old & PTE_PRESENT))
		rights |= old & PTE_NONE;
	*entry = rights;
	if (old & PTE_PRESENT && cpu.current == vm)
		invlpg(page);
	if (old & PTE_OWNED)
		table_drop_frame(vm, pte_frame(old));
	else if (!(old & PTE_PRESENT) && old & PTE_OUT)
		vm->ledger.pages_out--;
}

enum space_result space_release(struct vm *vm, struct space_range *range)
{
	mmu_forget(vm);
	for (unsigned n = 0; range->length; n++, advance(range)) {
		if (n == BATCH)
			return SPACE_AGAIN;
		uint64_t *entry = table_find(vm, range->address);
		if (entry && *entry)
			release_page(vm, entry, range->address);
	}
	return SPACE_DONE;
}

uint32_t space_peek(const struct vm *vm, void *to, uint32_t from,
		    uint32_t length)
{
	uint32_t done = 0;

	while (vm->rw && done < length && inside(vm, from + done)) {
		uint32_t address = from + done;
		uint32_t offset = address % PAGE_SIZE;
		uint32_t chunk = PAGE_SIZE - offset;
		const uint64_t *entry = table_find(vm, address);

		if (!entry || !(*entry & (PTE_PRESENT | PTE_OWNED)))
			break;
		if (chunk > length - done)
			chunk = length - done;
		frame_t frame = pte_frame(*entry);
		const uint8_t *page = temporary_map(0, frame);
		memcpy((uint8_t *)to + done, page + offset, chunk);
		done += chunk;
	}
	return done;
}
