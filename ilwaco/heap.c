/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The heap: two-level segregated fit over one range of the address space.
 *
 * All of memory is one free block at the start; it costs nothing, since only
 * its first words are ever touched.  Two free blocks are never neighbours: what
 * is freed joins them, at once if it is not kept aside for a moment (quick.h).
 * Whole pages inside free blocks go back to the kernel in one sweep, some time
 * after much has been freed.
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <ilwaco/clock.h>
#include <ilwaco/crash.h>
#include <ilwaco/deadline.h>
#include <ilwaco/heap.h>
#include <ilwaco/memory.h>
#include <ilwaco/preempt.h>

#include "blocks.h"
#include "heaprange.h"
#include "quick.h"

#define REQUEST_MAX 0xc0000000u

/* Freed pages go back when so many bytes were freed, so much later. */
#define TRIM_AFTER_BYTES 65536u
#define TRIM_DELAY ILW_SECOND

static struct {
	uint32_t touched; /* no byte from here on was ever in a used block */
	uint32_t used;    /* bytes in used blocks */
	uint32_t peak;
	uint32_t freed; /* bytes since the last trim */
	struct ilw_deadline trim;
} heap;

static void *payload_of(uint32_t block)
{
	return ilw_blocks.base + block + BLOCK_HEADER;
}

static uint32_t block_of(const void *payload)
{
	return (uint32_t)((const char *)payload - ilw_blocks.base) -
	       BLOCK_HEADER;
}

static void touch(uint32_t block)
{
	uint32_t end = block + block_size_of(block);

	if (heap.touched < end)
		heap.touched = end;
}

static void account(uint32_t more)
{
	heap.used += more;
	if (heap.peak < heap.used)
		heap.peak = heap.used;
}

/* The block size for a request; 0: no such block can be. */
static uint32_t block_size(size_t request)
{
	uint32_t size;

	if (request > REQUEST_MAX)
		return 0;
	size = ((uint32_t)request + BLOCK_HEADER + BLOCK_MIN - 1) &
	       ~(BLOCK_MIN - 1);
	return size;
}

/* Gives a used block back to the lists. */
static void join(uint32_t block)
{
	uint32_t size = block_size_of(block);
	uint32_t previous = block;

	heap.freed += size;
	/* Stays so where the block becomes a part of the one before it. */
	block_at(block)->header |= BLOCK_FREE;
	if (block_is_free(block + size)) {
		uint32_t after = block + size;

		size += block_size_of(after);
		ilw_block_make_used(after);
	}
	if (block_at(block)->header & BLOCK_PREVIOUS_FREE) {
		previous = block - block_at(block - 4)->header;
		size += block_size_of(previous);
		ilw_block_make_used(previous);
	}
	ilw_block_make_free(previous, size);
}

/* Whether there were any. */
static bool join_quick(void)
{
	bool any = ilw_quick.bytes != 0;

	for (unsigned i = 0; i < QUICK_SLOTS; i++)
		while (ilw_quick.slots[i].count != 0)
			join(ilw_quick_pop(&ilw_quick.slots[i]));
	return any;
}

static uint32_t find(uint32_t size)
{
	uint32_t block = ilw_block_find(size);

	if (block == 0 && join_quick())
		block = ilw_block_find(size);
	return block;
}

static void *take(uint32_t size)
{
	uint32_t block = size != 0 ? find(size) : 0;

	if (block == 0)
		return NULL;
	ilw_block_make_used(block);
	ilw_block_cut(block, size);
	touch(block);
	account(block_size_of(block));
	return payload_of(block);
}

static void set_up(void)
{
	struct ilw_heap_range range = ilw_heap_range();

	heap.touched = BLOCK_FIRST;
	ilw_blocks_start(range.start,
			 (uint32_t)(range.size / BLOCK_MIN * BLOCK_MIN) -
				 BLOCK_HEADER);
	take((uint32_t)range.skip);
	heap.used = 0;
}

/* The block before it is used. */
static void *allocate_new(uint32_t size)
{
	if (ilw_blocks.end == 0)
		set_up();
	return take(size);
}

static void *allocate(uint32_t size)
{
	uint32_t block = quick_take(size);

	if (block == 0)
		return allocate_new(size);
	account(size);
	return payload_of(block);
}

/* Whether some memory has come back that was kept for no good reason but that
 * there was enough. */
static bool regain(size_t size)
{
	return memory_reclaim != NULL && memory_reclaim(size) != 0;
}

void *ilw_heap_allocate(size_t size)
{
	void *payload;

	ilw_preempt_disable();
	payload = allocate(block_size(size));
	ilw_preempt_enable();
	if (payload == NULL && regain(size))
		return ilw_heap_allocate(size);
	return payload;
}

void *ilw_heap_allocate_zeroed(size_t size)
{
	uint32_t touched, block;
	char *payload;

	ilw_preempt_disable();
	touched = heap.touched;
	payload = allocate(block_size(size));
	ilw_preempt_enable();
	if (payload == NULL)
		return regain(size) ? ilw_heap_allocate_zeroed(size) : NULL;
	block = block_of(payload);
	if (block < touched)
		return memset(payload, 0, size);
	/* Memory that was never used: but for the links of the free block. */
	memset(payload, 0, sizeof(struct block) - BLOCK_HEADER);
	return payload;
}

/* Takes more than enough, then gives back what is before the first aligned
 * payload and what is behind.  Stacks and mappings are such: they last, and
 * should not lie around small blocks that are only kept for a moment. */
static void *allocate_aligned(uint32_t alignment, uint32_t size)
{
	uint32_t block, aligned, gap;
	char *payload;

	join_quick();
	payload = allocate_new(size + alignment);
	if (payload == NULL)
		return NULL;
	block = block_of(payload);
	gap = (uint32_t)(-(uintptr_t)payload & (alignment - 1));
	aligned = block + gap;
	heap.used -= block_size_of(block);
	if (gap != 0) {
		block_at(aligned)->header = block_size_of(block) - gap;
		block_at(block)->header = gap | (block_at(block)->header &
						 BLOCK_FLAGS);
		ilw_block_make_free(block, gap);
	}
	ilw_block_cut(aligned, size);
	account(block_size_of(aligned));
	return payload_of(aligned);
}

void *ilw_heap_allocate_aligned(size_t alignment, size_t size)
{
	uint32_t block = block_size(size);
	void *payload = NULL;

	if (alignment <= ILW_HEAP_ALIGN)
		return ilw_heap_allocate(size);
	if (block == 0 || alignment > REQUEST_MAX - block)
		return NULL;
	ilw_preempt_disable();
	payload = allocate_aligned((uint32_t)alignment, block);
	ilw_preempt_enable();
	if (payload == NULL && regain(size + alignment))
		return ilw_heap_allocate_aligned(alignment, size);
	return payload;
}

static void trim(struct ilw_deadline *unused)
{
	(void)unused;
	ilw_heap_trim();
}

static void release(uint32_t block)
{
	uint32_t size = block_size_of(block);

	heap.used -= size;
	if (quick_keep(block, size))
		return;
	join(block);
	if (heap.freed >= TRIM_AFTER_BYTES &&
	    !ilw_deadline_is_set(&heap.trim)) {
		heap.trim.reached = trim;
		ilw_deadline_set(&heap.trim, ilw_clock_after(TRIM_DELAY));
	}
}

/* Whether no block that begins here has such a header.  One that is all zero
 * was freed and has gone back to the kernel. */
static inline bool is_wrong(uint32_t block, uint32_t header, uint32_t not_set)
{
	return (header & (not_set | BLOCK_NEVER)) != 0 ||
	       header - BLOCK_MIN >= ilw_blocks.end - block;
}

/* The used block of a payload. */
static uint32_t checked(const void *payload)
{
	uint32_t block = block_of(payload), header, after;

	if ((uintptr_t)payload % ILW_HEAP_ALIGN != 0 || block < BLOCK_FIRST ||
	    block >= ilw_blocks.end)
		ilw_crash("heap: this was never allocated");
	header = block_at(block)->header;
	if (is_wrong(block, header, BLOCK_FREE | BLOCK_QUICK))
		ilw_crash("heap: freed twice, or its header overwritten");
	after = block + (header & ~BLOCK_FLAGS);
	if (after != ilw_blocks.end &&
	    is_wrong(after, block_at(after)->header, BLOCK_PREVIOUS_FREE))
		ilw_crash("heap: written to past the end of a block");
	return block;
}

void ilw_heap_free(void *payload)
{
	if (payload == NULL)
		return;
	ilw_preempt_disable();
	release(checked(payload));
	ilw_preempt_enable();
}

/* Grows a block into the free one after it, or shrinks it. */
static bool resize_in_place(uint32_t block, uint32_t size)
{
	uint32_t old = block_size_of(block);
	uint32_t after = block + old;

	if (old < size) {
		if (!block_is_free(after) || old + block_size_of(after) < size)
			return false;
		old += block_size_of(after);
		ilw_block_make_used(after);
		account(old - block_size_of(block));
		block_at(block)->header = old | (block_at(block)->header &
						 BLOCK_FLAGS);
	}
	ilw_block_cut(block, size);
	heap.used -= old - block_size_of(block);
	touch(block);
	return true;
}

void *ilw_heap_resize(void *payload, size_t size)
{
	uint32_t new_size = block_size(size);
	bool in_place;
	void *moved;

	if (payload == NULL)
		return ilw_heap_allocate(size);
	if (new_size == 0)
		return NULL;
	ilw_preempt_disable();
	in_place = resize_in_place(checked(payload), new_size);
	ilw_preempt_enable();
	if (in_place)
		return payload;
	moved = ilw_heap_allocate(size);
	if (moved != NULL) {
		memcpy(moved, payload, ilw_heap_size(payload));
		ilw_heap_free(payload);
	}
	return moved;
}

size_t ilw_heap_size(const void *payload)
{
	return block_size_of(block_of(payload)) - BLOCK_HEADER;
}

struct ilw_heap_usage ilw_heap_usage(void)
{
	struct ilw_heap_usage usage;

	ilw_preempt_disable();
	usage.total = ilw_blocks.end == 0 ? 0 : heap.touched - BLOCK_FIRST;
	usage.free = ilw_blocks.end == 0 ? 0 : usage.total - heap.used;
	usage.peak = heap.peak;
	ilw_preempt_enable();
	return usage;
}

static uint32_t page_up(uint32_t offset)
{
	return (offset + DENALI_PAGE_SIZE - 1) & ~(DENALI_PAGE_SIZE - 1u);
}

/* Releases the pages inside a free block, its links and its end kept.  The
 * last block reaches to where memory has never been touched, and after this
 * that begins in the block itself. */
static void trim_block(uint32_t block)
{
	uint32_t start = page_up(block + sizeof(struct block));
	uint32_t end = block + block_size_of(block) - 4;

	if (end + 4 == ilw_blocks.end)
		end = page_up(heap.touched);
	if (start >= end)
		return;
	ilw_release(ilw_blocks.base + start, end - start);
	if (heap.touched > start && heap.touched <= end)
		heap.touched = start;
}

void ilw_heap_trim(void)
{
	ilw_preempt_disable();
	join_quick();
	heap.freed = 0;
	ilw_block_each_free(DENALI_PAGE_SIZE, trim_block);
	ilw_preempt_enable();
}
