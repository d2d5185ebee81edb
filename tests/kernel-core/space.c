/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Address spaces: rights after any sequence of touch, protect and release agree
 * with a model, and every frame comes back.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "cpu.h"
#include "frame.h"
#include "loader.h"
#include "machine.h"
#include "paging.h"
#include "space.h"
#include "table.h"
#include "vm.h"

#define MIB 0x100000u
#define FIRST DENALI_IMAGE_BASE
#define MEMORY (4 * MIB)
#define PAGES ((MEMORY - FIRST) / PAGE_SIZE)
#define TEXT_PAGES 3
#define RODATA_PAGES 2
#define DATA_PAGES 4

#define R DENALI_PROT_READ
#define W DENALI_PROT_WRITE
#define X DENALI_PROT_EXEC

static struct vm *vm;
static struct loaded_image *image;
static uint32_t model[PAGES]; /* rights */
static bool owned[PAGES];
static uint32_t free_before;
static unsigned slide; /* pages below the image */

uint64_t paging_kernel_pointer(void)
{
	return 0;
}

void paging_load_kernel(void)
{
}

void *temporary_map(unsigned slot, frame_t frame)
{
	(void)slot;
	return frame_window(frame);
}

static uint32_t image_rights(unsigned page)
{
	if (page - slide < TEXT_PAGES)
		return R | X;
	return page - slide < TEXT_PAGES + RODATA_PAGES ? R : R | W;
}

static void add_segment(uint32_t pages, uint32_t file, uint32_t prot)
{
	struct image *info = &image->info;
	struct image_segment *s = &info->segment[info->segment_count++];

	s->address = s == info->segment ? FIRST :
					  s[-1].address + s[-1].memory_size;
	s->memory_size = pages * PAGE_SIZE;
	s->file_offset = s->address - FIRST;
	s->file_size = file;
	s->prot = prot;
}

static void start(void)
{
	static const struct memory_range usable = { MIB, 64 * MIB };
	static const struct memory_range reserved = { MIB, 2 * MIB };
	void *at = (void *)(uintptr_t)FIRST;

	machine_init(64 * MIB);
	frame_init(&usable, 1, &reserved, 1);
	/* Where guest pages are filled. */
	cr_assert_eq(mmap(at, MEMORY, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1,
			  0),
		     at);
	image = calloc(1, sizeof(*image));
	image->file = frame_alloc_block(16);
	add_segment(TEXT_PAGES, TEXT_PAGES * PAGE_SIZE, R | X);
	add_segment(RODATA_PAGES, RODATA_PAGES * PAGE_SIZE, R);
	add_segment(DATA_PAGES, 2 * PAGE_SIZE, R | W);
	for (unsigned i = 0; i < PAGES; i++)
		model[i] = image_rights(i);
	vm = machine_vms(1);
	vm->image = image;
	vm->memory_size = MEMORY;
	vm->slide = (uint16_t)slide;
	vm->frames_limit = 100000;
	/* A pool keeps the frame it has taken: let it take it first. */
	cr_assert(space_create(vm));
	while (!table_destroy(vm))
		continue;
	free_before = frame_free_count();
	cr_assert(space_create(vm));
	cpu.current = vm; /* space_load would load a segment register */
}

static void end(void)
{
	cpu.current = 0;
	while (!table_destroy(vm))
		continue;
	/* Criterion does not count what is asserted after the test. */
	if (frame_free_count() != free_before || vm->ledger.frames)
		abort();
	free(vm);
	free(image);
}

static void touch(unsigned page)
{
	static const uint32_t need[] = { R, W, X };
	unsigned access = (unsigned)rand() % 3;
	bool may = model[page] & need[access];
	uint32_t frames = vm->ledger.frames;
	enum space_result result = space_touch(
		vm, FIRST + page * PAGE_SIZE + (unsigned)rand() % 4096,
		(enum space_access)access);

	cr_assert_eq(result, may ? SPACE_DONE : SPACE_DENIED,
		     "page %u, access %u, rights %x", page, access,
		     model[page]);
	bool shared = page - slide < TEXT_PAGES + RODATA_PAGES + 2 &&
		      access != ACCESS_WRITE;
	bool takes = may && !owned[page] && !shared;
	cr_assert_eq(vm->ledger.frames,
		     frames + takes + (vm->ledger.frames > frames + takes),
		     "more than a frame and a table");
	owned[page] |= takes;
}

static void protect(unsigned page, unsigned pages)
{
	static const uint32_t prots[] = { 0, R, R | W, R | X, X, W };
	uint32_t prot = prots[rand() % 6];
	struct space_range range = { FIRST + page * PAGE_SIZE,
				     pages * PAGE_SIZE };
	bool text = page < slide + TEXT_PAGES && page + pages > slide;

	cr_assert_eq(space_may_protect(vm, range, prot),
		     !(prot & W) || !text || !pages);
	if (!space_may_protect(vm, range, prot))
		return;
	while (space_protect(vm, &range, prot) == SPACE_AGAIN)
		;
	for (unsigned i = page; i < page + pages; i++)
		model[i] = prot ? prot | R : 0;
}

static void release(unsigned page, unsigned pages)
{
	struct space_range range = { FIRST + page * PAGE_SIZE,
				     pages * PAGE_SIZE };

	while (space_release(vm, &range) == SPACE_AGAIN)
		;
	for (unsigned i = page; i < page + pages; i++)
		owned[i] = false;
}

static void follow_the_model(void)
{
	srand(7);
	for (unsigned round = 0; round < 30000; round++) {
		/* Mostly the image and the pages behind it. */
		unsigned page = (unsigned)rand() % (rand() % 4 ? 16 : PAGES);
		unsigned pages = (unsigned)rand() % (rand() % 8 ? 4 : 150);

		if (page + pages > PAGES)
			pages = PAGES - page;
		switch (rand() % 8) {
		case 0:
			protect(page, pages);
			break;
		case 1:
			release(page, pages);
			break;
		default:
			touch(page);
		}
	}
}

Test(space, rights_follow_the_model, .init = start, .fini = end)
{
	follow_the_model();
}

/* Mostly at the image's beginning and end, and right below it. */
static void start_higher(void)
{
	slide = 5;
	start();
}

Test(space, rights_follow_the_image, .init = start_higher, .fini = end)
{
	follow_the_model();
}

Test(space, pages_are_the_image_s_own_at_any_base, .init = start_higher,
     .fini = end)
{
	uint32_t text = FIRST + slide * PAGE_SIZE;
	uint8_t buffer[4];

	memset((uint8_t *)(uintptr_t)image->file, 0x5a, PAGE_SIZE);
	cr_assert_eq(space_touch(vm, text, ACCESS_FETCH), SPACE_DONE);
	cr_assert_eq(*table_find(vm, text) & PTE_FRAME,
		     window_phys(image->file));
	cr_assert_eq(space_peek(vm, buffer, text, 4), 4);
	cr_assert_eq(buffer[3], 0x5a);
	cr_assert_eq(space_touch(vm, text - 1, ACCESS_FETCH), SPACE_DENIED);
	cr_assert_eq(space_touch(vm, text - 1, ACCESS_WRITE), SPACE_DONE);
	cr_assert_eq(space_touch(vm, text, ACCESS_WRITE), SPACE_DENIED);
}

Test(space, edges_of_the_address_space, .init = start, .fini = end)
{
	static const uint32_t never[] = {
		0,          4095,       4096,       0xffff,
		0x12000,    FIRST - 1,  MEMORY,     MEMORY + 4096,
		0xbfffffff, 0xc0000000, 0xffffffff,
	};

	for (unsigned i = 0; i < sizeof(never) / sizeof(*never); i++)
		for (unsigned access = 0; access < 3; access++)
			cr_assert_eq(space_touch(vm, never[i],
						 (enum space_access)access),
				     SPACE_DENIED, "%x", never[i]);
	cr_assert_eq(space_touch(vm, MEMORY - 1, ACCESS_WRITE), SPACE_DONE);
	cr_assert_eq(space_touch(vm, FIRST, ACCESS_FETCH), SPACE_DONE);
	cr_assert_eq(space_touch(vm, DENALI_RO_REGISTERS, ACCESS_READ),
		     SPACE_DONE);
	cr_assert_eq(space_touch(vm, DENALI_RO_REGISTERS, ACCESS_WRITE),
		     SPACE_DENIED);
	cr_assert_eq(space_touch(vm, DENALI_RW_REGISTERS + 4095, ACCESS_WRITE),
		     SPACE_DONE);
	cr_assert_eq(space_touch(vm, DENALI_RW_REGISTERS, ACCESS_FETCH),
		     SPACE_DENIED);
}

Test(space, the_limit_on_frames_holds, .init = start, .fini = end)
{
	uint32_t page = FIRST + 64 * PAGE_SIZE;

	cr_assert_eq(space_touch(vm, page, ACCESS_WRITE), SPACE_DONE);
	vm->frames_limit = vm->ledger.frames + 3;
	for (unsigned i = 1; i <= 3; i++)
		cr_assert_eq(space_touch(vm, page + i * PAGE_SIZE,
					 ACCESS_WRITE),
			     SPACE_DONE);
	cr_assert_eq(space_touch(vm, page + 4 * PAGE_SIZE, ACCESS_WRITE),
		     SPACE_NO_MEMORY);
	struct space_range range = { page, PAGE_SIZE };
	cr_assert_eq(space_release(vm, &range), SPACE_DONE);
	cr_assert_eq(space_touch(vm, page + 4 * PAGE_SIZE, ACCESS_WRITE),
		     SPACE_DONE);
}

Test(space, peek_reads_what_is_there_and_no_more, .init = start, .fini = end)
{
	uint8_t buffer[64];

	memset((uint8_t *)(uintptr_t)image->file, 0x5a, PAGE_SIZE);
	cr_assert_eq(space_peek(vm, buffer, FIRST, 64), 0, "not touched yet");
	space_touch(vm, FIRST, ACCESS_READ);
	cr_assert_eq(space_peek(vm, buffer, FIRST, 64), 64);
	cr_assert_eq(buffer[63], 0x5a);
	cr_assert_eq(space_peek(vm, buffer, FIRST + PAGE_SIZE - 10, 64), 10);
	cr_assert_eq(space_peek(vm, buffer, 0, 64), 0);
	cr_assert_eq(space_peek(vm, buffer, 0xc0000000, 64), 0);
}
