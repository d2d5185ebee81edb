/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The heap: random use checked byte by byte against what was written, and the
 * edges one by one.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include <ilwaco/clock.h>
#include <ilwaco/deadline.h>
#include <ilwaco/heap.h>
#include <ilwaco/memory.h>

#include "heaprange.h"
#include "machine.h"

#define PAGE DENALI_PAGE_SIZE
#define HEAP_SIZE (4u << 20)
#define BLOCKS 500
#define STEPS 200000

static char memory[HEAP_SIZE] __attribute__((aligned(PAGE)));
static size_t range_size = HEAP_SIZE;

static struct {
	unsigned char *data;
	size_t size;
	unsigned char fill;
} blocks[BLOCKS];

static size_t released;

struct ilw_heap_range ilw_heap_range(void)
{
	return (struct ilw_heap_range){ memory, range_size, 0 };
}

/* The kernel's part: whole pages, of which none may hold a live block. */
int ilw_release(void *start, size_t length)
{
	uintptr_t first = ((uintptr_t)start + PAGE - 1) & -(uintptr_t)PAGE;
	uintptr_t end = ((uintptr_t)start + length) & -(uintptr_t)PAGE;

	if (first >= end)
		return 0;
	cr_assert(first >= (uintptr_t)memory);
	cr_assert(end <= (uintptr_t)memory + range_size);
	for (size_t i = 0; i < BLOCKS; i++)
		cr_assert(blocks[i].data == NULL ||
				  (uintptr_t)blocks[i].data >= end ||
				  (uintptr_t)blocks[i].data + blocks[i].size <=
					  first,
			  "a block in use was released");
	memset((void *)first, 0, end - first);
	released += end - first;
	return 0;
}

static void check(size_t i)
{
	for (size_t at = 0; at < blocks[i].size; at++)
		cr_assert_eq(blocks[i].data[at], blocks[i].fill,
			     "block %zu of %zu bytes, byte %zu", i,
			     blocks[i].size, at);
}

static void fill(size_t i, void *data, size_t size)
{
	cr_assert_not_null(data);
	cr_assert_eq((uintptr_t)data % ILW_HEAP_ALIGN, 0);
	cr_assert_geq(ilw_heap_size(data), size);
	blocks[i].data = data;
	blocks[i].size = size;
	blocks[i].fill = (unsigned char)rand();
	memset(data, blocks[i].fill, size);
}

static size_t some_size(void)
{
	switch (rand() % 4) {
	case 0:
		return (size_t)rand() % 20000;
	case 1:
		return (size_t)rand() % 1500;
	default:
		return (size_t)rand() % 100;
	}
}

static void drop(size_t i)
{
	check(i);
	ilw_heap_free(blocks[i].data);
	blocks[i].data = NULL;
}

static void resize(size_t i)
{
	size_t size = some_size();
	size_t kept = size < blocks[i].size ? size : blocks[i].size;
	unsigned char *data = ilw_heap_resize(blocks[i].data, size);

	cr_assert_not_null(data);
	blocks[i].data = data;
	blocks[i].size = kept;
	check(i);
	fill(i, data, size);
}

static void make(size_t i)
{
	size_t size = some_size();
	size_t alignment = (size_t)1 << rand() % 14;
	unsigned char *data;

	switch (rand() % 4) {
	case 0:
		data = ilw_heap_allocate_aligned(alignment, size);
		cr_assert_eq((uintptr_t)data % alignment, 0);
		break;
	case 1:
		data = ilw_heap_allocate_zeroed(size);
		for (size_t at = 0; at < size; at++)
			cr_assert_eq(data[at], 0);
		break;
	default:
		data = ilw_heap_allocate(size);
	}
	fill(i, data, size);
}

static void step(void)
{
	size_t i = (size_t)rand() % BLOCKS;

	if (blocks[i].data == NULL)
		make(i);
	else if (rand() % 3 == 0)
		resize(i);
	else
		drop(i);
	if (rand() % 5000 == 0)
		ilw_heap_trim();
}

/* The largest block that can be had, to the byte. */
static size_t largest(void)
{
	size_t low = 0, high = HEAP_SIZE;

	while (low < high) {
		size_t middle = low + (high - low + 1) / 2;
		void *block = ilw_heap_allocate(middle);

		if (block != NULL)
			low = middle;
		else
			high = middle - 1;
		ilw_heap_free(block);
	}
	return low;
}

Test(heap, any_sequence)
{
	size_t before = largest();

	srand(1);
	for (int i = 0; i < STEPS; i++)
		step();
	for (size_t i = 0; i < BLOCKS; i++)
		if (blocks[i].data != NULL)
			drop(i);
	cr_assert_eq(largest(), before, "free blocks did not join");
	cr_assert_gt(released, 0);
	cr_assert_eq(ilw_heap_usage().total, ilw_heap_usage().free);
}

Test(heap, a_request_that_cannot_be)
{
	static const size_t sizes[] = {
		HEAP_SIZE,     UINT32_MAX - 19, UINT32_MAX,
		SIZE_MAX - 15, SIZE_MAX,        (size_t)3 << 30,
	};

	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		cr_expect_null(ilw_heap_allocate(sizes[i]));
		cr_expect_null(ilw_heap_allocate_zeroed(sizes[i]));
		cr_expect_null(ilw_heap_allocate_aligned(PAGE, sizes[i]));
	}
	cr_expect_null(ilw_heap_allocate_aligned((size_t)1 << 31, 1));
}

Test(heap, a_failed_resize_leaves_the_block)
{
	char *block = ilw_heap_allocate(10);

	strcpy(block, "untouched");
	cr_expect_null(ilw_heap_resize(block, HEAP_SIZE));
	cr_expect_null(ilw_heap_resize(block, SIZE_MAX));
	cr_expect_str_eq(block, "untouched");
	ilw_heap_free(block);
}

Test(heap, exhaustion_and_recovery)
{
	static void *all[HEAP_SIZE / 1000];
	size_t count = 0;

	while ((all[count] = ilw_heap_allocate(1000)) != NULL)
		count++;
	cr_expect_geq(count, HEAP_SIZE / 1024 - 2);
	for (size_t i = 0; i < count; i += 2)
		ilw_heap_free(all[i]);
	cr_expect_null(ilw_heap_allocate(2000));
	for (size_t i = 1; i < count; i += 2)
		ilw_heap_free(all[i]);
	cr_expect_not_null(ilw_heap_allocate(HEAP_SIZE / 2));
}

Test(heap, packs_small_blocks)
{
	char *first = ilw_heap_allocate(12);
	char *second = ilw_heap_allocate(12);

	cr_expect_eq(second - first, 16);
	ilw_heap_free(first);
	cr_expect_eq(ilw_heap_allocate(1), first);
}

/* What was freed a moment ago is what is given next, and is not lost. */
Test(heap, keeps_few_blocks_aside)
{
	char *kept[100];
	size_t before = largest();

	for (int i = 0; i < 100; i++)
		kept[i] = ilw_heap_allocate(50);
	for (int i = 0; i < 100; i++)
		ilw_heap_free(kept[i]);
	cr_expect_eq(ilw_heap_usage().total, ilw_heap_usage().free);
	cr_expect_eq(ilw_heap_allocate(60), kept[6]);
	cr_expect_eq(ilw_heap_allocate(45), kept[5]);
	cr_expect_eq(ilw_heap_allocate(44), kept[7], "of another size");
	ilw_heap_free(kept[5]);
	ilw_heap_free(kept[6]);
	ilw_heap_free(kept[7]);
	cr_expect_eq(largest(), before);
}

/* An aligned block's gap joins what is free before it. */
Test(heap, aligned_after_what_is_kept)
{
	size_t before = largest();
	char *first = ilw_heap_allocate(4000);
	char *second = ilw_heap_allocate(1060);
	char *third = ilw_heap_allocate(1);

	ilw_heap_free(first);
	ilw_heap_free(second);
	second = ilw_heap_allocate_aligned(1024, 32);
	ilw_heap_free(third);
	ilw_heap_free(second);
	cr_expect_eq(largest(), before);
}

Test(heap, grows_in_place_into_what_is_free)
{
	char *first = ilw_heap_allocate(4000);
	char *second = ilw_heap_allocate(4000);

	ilw_heap_free(second);
	cr_expect_eq(ilw_heap_resize(first, 7000), first);
	cr_expect_eq(ilw_heap_resize(first, 100000), first);
	cr_expect_eq(ilw_heap_resize(first, 10), first);
	cr_expect_leq(ilw_heap_allocate(100), (void *)(first + 32));
}

Test(heap, zeroed_memory_is_not_touched)
{
	char *block;

	ilw_heap_allocate(1);
	memset(memory + 2 * PAGE, 0x55, PAGE); /* as if it were not so */
	block = ilw_heap_allocate_zeroed(4 * PAGE);
	cr_expect_eq(block[2 * PAGE], 0x55);
}

Test(heap, trims_once_after_much_was_freed)
{
	void *block = ilw_heap_allocate(30000);

	ilw_heap_free(block);
	ilw_heap_free(ilw_heap_allocate(30000));
	cr_expect_eq(ilw_deadline_next(), ILW_NEVER);
	ilw_heap_free(ilw_heap_allocate(30000));
	cr_expect_eq(ilw_deadline_next(), machine_now + ILW_SECOND);
	ilw_deadline_expire(machine_now + ILW_SECOND);
	cr_expect_geq(released, 28672);
	cr_expect_eq(ilw_deadline_next(), ILW_NEVER);
}

static bool crashes(void *block)
{
	machine_crash_expected = true;
	if (setjmp(machine_crash) != 0)
		return true;
	ilw_heap_free(block);
	return false;
}

static bool allocating_crashes(size_t size)
{
	machine_crash_expected = true;
	if (setjmp(machine_crash) != 0)
		return true;
	ilw_heap_allocate(size);
	return false;
}

Test(heap, tells_what_is_not_its_own)
{
	char *block = ilw_heap_allocate(100);

	ilw_heap_allocate(1);
	cr_expect(crashes(block + 4));
	cr_expect(crashes(memory - 16));
	cr_expect(crashes(memory + HEAP_SIZE));
	ilw_heap_free(NULL);
	ilw_heap_free(block);
	cr_expect(crashes(block), "freed twice");
}

/* Also where it has become part of the free block before it. */
Test(heap, tells_what_is_freed_twice)
{
	char *first = ilw_heap_allocate(100), *second = ilw_heap_allocate(100);

	ilw_heap_allocate(1);
	ilw_heap_free(first);
	ilw_heap_free(second);
	cr_expect(crashes(second));
	cr_expect(crashes(first));
	ilw_heap_trim();
	cr_expect(crashes(second));
	cr_expect(crashes(first));
}

Test(heap, tells_what_was_freed_twice_and_trimmed)
{
	char *first = ilw_heap_allocate(PAGE);
	char *second = ilw_heap_allocate(4 * PAGE);

	ilw_heap_allocate(1);
	ilw_heap_free(first);
	ilw_heap_free(second);
	ilw_heap_trim();
	cr_expect(crashes(second));
}

Test(heap, tells_writes_past_an_end)
{
	char *block = ilw_heap_allocate(12);
	char *second = ilw_heap_allocate(12);

	ilw_heap_allocate(12);
	strcpy(block, "longer than 12 bytes");
	cr_expect(crashes(block));
	cr_expect(crashes(second));
}

/* Links that lead to a place in the heap which knows nothing of the block. */
Test(heap, tells_forged_links)
{
	uint32_t *block = ilw_heap_allocate(4000);
	char *victim = ilw_heap_allocate(4000);

	ilw_heap_free(block);
	block[0] = block[1] = (uint32_t)(victim - memory);
	cr_expect(allocating_crashes(4000));
}

/* When it is given again, or joined with others. */
Test(heap, tells_writes_to_what_is_kept)
{
	uint32_t *kept[2];

	kept[0] = ilw_heap_allocate(50);
	kept[1] = ilw_heap_allocate(100);
	for (int i = 0; i < 2; i++) {
		ilw_heap_free(kept[i]);
		kept[i][i] ^= 1;
	}
	cr_expect(allocating_crashes(50));
	cr_expect(allocating_crashes(HEAP_SIZE));
}
