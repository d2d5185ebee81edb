/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "model.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "cpu.h"
#include "pte.h"
#include "rig.h"
#include "sched.h"
#include "space.h"
#include "table.h"

#define R DENALI_PROT_READ
#define W DENALI_PROT_WRITE
#define X DENALI_PROT_EXEC

/* A VM of more than this uses runs of pages far from each other. */
#define MEMORY_DENSE 0x4000000u
#define RUN_PAGES 16u
#define RUN_SPAN 0x6804000u
#define RUNS 12u
#define PAGES_MAX 2048u

/* Its own time that a VM is given at each turn. */
#define TURN_CYCLES (1u << 24)

enum kind { NOTHING, TOUCH, PROTECT, RELEASE };

struct page {
	uint64_t value; /* in its first and in its last word */
	uint32_t prot;
};

static struct guest {
	struct page pages[PAGES_MAX];
	enum kind kind;
	uint32_t page, prot;
	enum space_access access;
	struct space_range range;
} guests[RIG_VMS];

static uint64_t next_value;

static uint32_t page_count(uint32_t place)
{
	uint32_t memory = rig_memory(place);

	if (memory > MEMORY_DENSE)
		return RUNS * RUN_PAGES;
	return (memory - RIG_FIRST) / PAGE_SIZE;
}

static uint32_t address_of(uint32_t place, uint32_t page)
{
	if (rig_memory(place) <= MEMORY_DENSE)
		return RIG_FIRST + page * PAGE_SIZE;
	return RIG_FIRST + page / RUN_PAGES * RUN_SPAN +
	       page % RUN_PAGES * PAGE_SIZE;
}

static uint64_t first_value(uint32_t page)
{
	const uint64_t *file = (const uint64_t *)(const void *)rig_image->file;

	if (page >= TEXT_PAGES + RODATA_PAGES + DATA_FILE_PAGES)
		return 0;
	return file[page * (PAGE_SIZE / 8)];
}

static uint32_t first_prot(uint32_t page)
{
	if (page < TEXT_PAGES)
		return R | X;
	return page < TEXT_PAGES + RODATA_PAGES ? R : R | W;
}

void model_new(uint32_t place)
{
	struct guest *guest = &guests[place];

	memset(guest, 0, sizeof(*guest));
	cr_assert(page_count(place) <= PAGES_MAX);
	for (uint32_t i = 0; i < page_count(place); i++) {
		guest->pages[i].value = first_value(i);
		guest->pages[i].prot = first_prot(i);
	}
}

bool model_waits(uint32_t place)
{
	return guests[place].kind != NOTHING;
}

/* ---- what a VM does ---- */

static bool entry_allows(const uint64_t *entry, enum space_access access)
{
	if (!entry || !(*entry & PTE_PRESENT))
		return false;
	if (access == ACCESS_FETCH)
		return !(*entry & PTE_NX);
	return access == ACCESS_READ || *entry & PTE_WRITE;
}

static void expect_value(uint32_t place, uint32_t page, const uint64_t *words)
{
	uint64_t value = guests[place].pages[page].value;

	cr_assert(words[0] == value && words[PAGE_SIZE / 8 - 1] == value,
		  "VM %u, page %u: %lx and %lx in place of %lx", place, page,
		  words[0], words[PAGE_SIZE / 8 - 1], value);
}

/* The access itself, as the processor does it. */
static void use(uint32_t place, uint64_t *entry)
{
	struct guest *guest = &guests[place];
	struct page *page = &guest->pages[guest->page];
	uint64_t *words = frame_window(pte_frame(*entry));

	*entry |= PTE_ACCESSED;
	expect_value(place, guest->page, words);
	if (guest->access != ACCESS_WRITE)
		return;
	cr_assert(*entry & PTE_OWNED, "a write to the image");
	*entry |= PTE_DIRTY;
	page->value = ++next_value << 16 | place;
	words[0] = words[PAGE_SIZE / 8 - 1] = page->value;
}

static bool allowed(const struct guest *guest)
{
	static const uint32_t need[] = { R, W, X };

	return guest->pages[guest->page].prot & need[guest->access];
}

/* A page fault.  A fresh frame is filled at the page's address, which leads
 * nowhere here: the model puts it into the frame. */
static enum space_result fault(struct vm *vm, uint32_t address,
			       enum space_access access)
{
	const uint64_t *entry = table_find(vm, address);
	uint64_t before = entry ? *entry : 0;
	enum space_result result = space_touch(vm, address, access);

	entry = table_find(vm, address);
	if (result == SPACE_DONE && *entry & PTE_OWNED && !(before & PTE_OWNED))
		memcpy(frame_window(pte_frame(*entry)),
		       (const void *)(uintptr_t)address, PAGE_SIZE);
	return result;
}

static enum space_result touch(uint32_t place)
{
	struct guest *guest = &guests[place];
	struct vm *vm = rig_vms[place];
	uint32_t address = address_of(place, guest->page);
	enum space_result result = SPACE_DONE;

	/* The kernel looks too where the processor would not, for kicks. */
	if (!entry_allows(table_find(vm, address), guest->access) ||
	    rig_chance(8) == 0)
		result = fault(vm, address, guest->access);
	if (result == SPACE_DENIED)
		cr_assert(!allowed(guest), "VM %u, page %u: access %u denied",
			  place, guest->page, guest->access);
	if (result != SPACE_DONE)
		return result;
	cr_assert(allowed(guest), "VM %u, page %u: access %u granted", place,
		  guest->page, guest->access);
	uint64_t *entry = table_find(vm, address);
	cr_assert(entry_allows(entry, guest->access));
	use(place, entry);
	return SPACE_DONE;
}

static enum space_result change(uint32_t place)
{
	struct guest *guest = &guests[place];
	uint32_t left = guest->range.length;
	enum space_result result;

	if (guest->kind == PROTECT)
		result = space_protect(rig_vms[place], &guest->range,
				       guest->prot);
	else
		result = space_release(rig_vms[place], &guest->range);
	for (; left > guest->range.length; left -= PAGE_SIZE, guest->page++) {
		struct page *page = &guest->pages[guest->page];

		if (guest->kind == PROTECT)
			page->prot = guest->prot ? guest->prot | R : 0;
		else
			page->value = first_value(guest->page);
	}
	return result;
}

/* Mostly a few pages that are close together. */
static uint32_t draw_page(uint32_t place)
{
	uint32_t count = page_count(place);

	if (rig_chance(4) == 0)
		return rig_chance(count);
	return (rig_now / 700000000 * 37 + rig_chance(48)) % count;
}

static void draw_range(uint32_t place, struct guest *guest)
{
	static const uint32_t prots[] = { 0, R, R | W, R | X, R | W, W };
	uint32_t count = 1 + rig_chance(rig_chance(6) ? 4 : 150);
	uint32_t end = page_count(place);

	if (rig_memory(place) > MEMORY_DENSE)
		end = guest->page / RUN_PAGES * RUN_PAGES + RUN_PAGES;
	if (guest->page + count > end)
		count = end - guest->page;
	guest->range = (struct space_range){ address_of(place, guest->page),
					     count * PAGE_SIZE };
	guest->prot = prots[rig_chance(6)];
	if (guest->kind == PROTECT &&
	    !space_may_protect(rig_vms[place], guest->range, guest->prot))
		guest->prot = R;
}

static void draw(uint32_t place)
{
	struct guest *guest = &guests[place];
	uint32_t by = rig_chance(64);

	guest->kind = by == 0 ? RELEASE : by <= 2 ? PROTECT : TOUCH;
	guest->page = draw_page(place);
	guest->access = (enum space_access)(rig_chance(8) ? rig_chance(2) :
							    ACCESS_FETCH);
	if (guest->kind != TOUCH)
		draw_range(place, guest);
}

bool model_run(uint32_t place)
{
	struct guest *guest = &guests[place];
	struct vm *vm = rig_vms[place];
	enum space_result result;

	cr_assert(vm->state == VM_RUNNABLE && vm->place == VM_IN);
	cpu.running = cpu.current = vm;
	vm->ledger.guest_cycles += rig_chance(TURN_CYCLES);
	if (guest->kind == NOTHING)
		draw(place);
	result = guest->kind == TOUCH ? touch(place) : change(place);
	if (result == SPACE_WAIT) {
		cr_assert_neq(vm->state, VM_RUNNABLE);
		return false;
	}
	if (result == SPACE_AGAIN)
		return false;
	guest->kind = NOTHING;
	if (result == SPACE_NO_MEMORY) {
		cr_assert(table_limited(vm), "VM %u has no memory", place);
		vm_kill(vm, DENALI_CAUSE_MEMORY, MODEL_LIMITED);
	}
	return true;
}

void model_check(uint32_t place)
{
	const struct vm *vm = rig_vms[place];

	for (uint32_t i = 0; i < page_count(place); i++) {
		const uint64_t *entry = table_find(vm, address_of(place, i));

		if (entry && *entry & (PTE_PRESENT | PTE_OWNED))
			expect_value(place, i, frame_window(pte_frame(*entry)));
	}
}
