/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The heap: two-level segregated fit over one range of the address space.
 *
 * A block is a header of 4 bytes (its size, a multiple of 16, and two flags),
 * then its payload, which begins at a multiple of 16.  A free block has in its
 * payload the links of its list and, at the very end, its size again, so that
 * the block after it can find it.  Two free blocks never touch.
 *
 *	header | payload ...                 used
 *	header | next | previous | ... | size  free
 *
 * Free blocks are in lists by size: each power of two is cut into 8 classes.
 * Bitmaps of the lists that are not empty make every search a few
 * instructions.  A request takes the first block of its own class that is
 * large enough, of the first few, else any of a larger class.
 *
 * All of memory is one free block at the start; it costs nothing, since only
 * its first words are ever touched.  For the same reason the heap's last block,
 * when it is free, has no size at its end.
 *
 * References are offsets from the heap's start, so that the layout is the same
 * on the build host, where the tests run.
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

#include "heaprange.h"

#define FREE 0x1u          /* this block is free */
#define PREVIOUS_FREE 0x2u /* the block before it is */
#define FLAGS 0xfu

#define HEADER 4u
#define BLOCK_MIN 16u
#define CLASS_BITS 3
#define CLASSES (1u << CLASS_BITS)
#define SMALL_BITS 7 /* below 128 there is one class a size */
#define POWERS (32 - SMALL_BITS + 1)
#define SIZE_MAX_BLOCK 0xc0000000u
#define TRIES 4 /* blocks looked at in the request's own class */

/* Freed pages go back when so many bytes were freed, so much later. */
#define TRIM_AFTER_BYTES 65536u
#define TRIM_DELAY ILW_SECOND

struct block {
	uint32_t header;
	uint32_t next; /* in a free block: offsets, 0: none */
	uint32_t previous;
};

static struct {
	char *base;       /* offset 0; the first block is at FIRST */
	uint32_t end;     /* offset where the last block ends; 0: not set up */
	uint32_t touched; /* no byte from here on was ever in a used block */
	uint32_t used;    /* bytes in used blocks */
	uint32_t peak;
	uint32_t freed;  /* bytes since the last trim */
	uint32_t powers; /* bit i: some list of lists[i] is not empty */
	uint8_t classes[POWERS];
	uint32_t lists[POWERS][CLASSES];
	struct ilw_deadline trim;
} heap;

#define FIRST (16u - HEADER)

struct class
{
	unsigned power;
	unsigned class;
};

static struct block *at(uint32_t offset)
{
	return (struct block *)(void *)(heap.base + offset);
}

static uint32_t size_of(uint32_t block)
{
	return at(block)->header & ~FLAGS;
}

static uint32_t *size_at_end(uint32_t block)
{
	return &at(block + size_of(block) - 4)->header;
}

static void *payload_of(uint32_t block)
{
	return heap.base + block + HEADER;
}

static uint32_t block_of(const void *payload)
{
	return (uint32_t)((const char *)payload - heap.base) - HEADER;
}

static struct class class_of(uint32_t size)
{
	unsigned top;

	if (size < 1u << SMALL_BITS)
		return (struct class){ 0, size / BLOCK_MIN };
	top = 31 - (unsigned)__builtin_clz(size);
	return (struct class){ top - SMALL_BITS + 1,
			       (size >> (top - CLASS_BITS)) % CLASSES };
}

static void list_add(uint32_t block)
{
	struct class c = class_of(size_of(block));
	uint32_t *list = &heap.lists[c.power][c.class];

	at(block)->next = *list;
	at(block)->previous = 0;
	if (*list != 0)
		at(*list)->previous = block;
	*list = block;
	heap.classes[c.power] |= (uint8_t)(1u << c.class);
	heap.powers |= 1u << c.power;
}

static void list_remove(uint32_t block)
{
	struct class c = class_of(size_of(block));
	uint32_t next = at(block)->next;
	uint32_t previous = at(block)->previous;

	if (next != 0)
		at(next)->previous = previous;
	if (previous != 0) {
		at(previous)->next = next;
		return;
	}
	heap.lists[c.power][c.class] = next;
	if (next != 0)
		return;
	heap.classes[c.power] &= (uint8_t) ~(1u << c.class);
	if (heap.classes[c.power] == 0)
		heap.powers &= ~(1u << c.power);
}

/* Makes [block, block + size) a free block; its neighbours are used. */
static void make_free(uint32_t block, uint32_t size)
{
	at(block)->header = size | FREE;
	if (block + size != heap.end) {
		*size_at_end(block) = size;
		at(block + size)->header |= PREVIOUS_FREE;
	}
	list_add(block);
}

/* Takes a free block off its list.  It counts as used from here on. */
static void make_used(uint32_t block)
{
	uint32_t end;

	list_remove(block);
	at(block)->header &= ~FREE;
	end = block + size_of(block);
	if (end != heap.end)
		at(end)->header &= ~PREVIOUS_FREE;
}

/* Gives back what a used block has beyond size; with a free block after it,
 * that grows. */
static void cut_off(uint32_t block, uint32_t size)
{
	uint32_t rest = block + size;
	uint32_t end = block + size_of(block);
	uint32_t length = end - rest;

	if (length < BLOCK_MIN)
		return;
	at(block)->header = size | (at(block)->header & FLAGS);
	if (end != heap.end && at(end)->header & FREE) {
		length += size_of(end);
		make_used(end);
	}
	make_free(rest, length);
}

static void touch(uint32_t block)
{
	uint32_t end = block + size_of(block);

	if (heap.touched < end)
		heap.touched = end;
}

static void account(uint32_t more)
{
	heap.used += more;
	if (heap.peak < heap.used)
		heap.peak = heap.used;
}

static uint32_t first_list(struct class from)
{
	unsigned classes;
	unsigned powers;

	classes = from.power < POWERS ? heap.classes[from.power] : 0;
	classes &= ~0u << from.class;
	if (classes == 0) {
		powers = heap.powers & ~1u << from.power;
		if (powers == 0)
			return 0;
		from.power = (unsigned)__builtin_ctz(powers);
		classes = heap.classes[from.power];
	}
	return heap.lists[from.power][__builtin_ctz(classes)];
}

static uint32_t find(uint32_t size)
{
	struct class c = class_of(size);
	uint32_t block = heap.lists[c.power][c.class];

	for (int i = 0; i < TRIES && block != 0; i++) {
		if (size_of(block) >= size)
			return block;
		block = at(block)->next;
	}
	c.class ++;
	if (c.class == CLASSES) {
		c.class = 0;
		c.power++;
	}
	return first_list(c);
}

static void set_up(void)
{
	struct ilw_heap_range range = ilw_heap_range();

	heap.base = range.start;
	heap.end = (uint32_t)(range.size / BLOCK_MIN * BLOCK_MIN) - HEADER;
	heap.touched = FIRST;
	make_free(FIRST, heap.end - FIRST);
}

/* The block size for a request; 0: no such block can be. */
static uint32_t block_size(size_t request)
{
	uint32_t size;

	if (request > SIZE_MAX_BLOCK)
		return 0;
	size = ((uint32_t)request + HEADER + BLOCK_MIN - 1) & ~(BLOCK_MIN - 1);
	return size;
}

static void *allocate(uint32_t size)
{
	uint32_t block;

	if (heap.end == 0)
		set_up();
	block = size != 0 ? find(size) : 0;
	if (block == 0)
		return NULL;
	make_used(block);
	cut_off(block, size);
	touch(block);
	account(size_of(block));
	return payload_of(block);
}

void *ilw_heap_allocate(size_t size)
{
	void *payload;

	ilw_preempt_disable();
	payload = allocate(block_size(size));
	ilw_preempt_enable();
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
		return NULL;
	block = block_of(payload);
	if (block < touched)
		return memset(payload, 0, size);
	/* Memory that was never used: but for the links of the free block. */
	memset(payload, 0, sizeof(struct block) - HEADER);
	return payload;
}

/* Takes more than enough, then gives back what is before the first aligned
 * payload and what is behind. */
static void *allocate_aligned(uint32_t alignment, uint32_t size)
{
	uint32_t block, aligned, gap;
	char *payload = allocate(size + alignment);

	if (payload == NULL)
		return NULL;
	block = block_of(payload);
	gap = (uint32_t)(-(uintptr_t)payload & (alignment - 1));
	aligned = block + gap;
	heap.used -= size_of(block);
	if (gap != 0) {
		at(aligned)->header = size_of(block) - gap;
		at(block)->header = gap | (at(block)->header & FLAGS);
		make_free(block, gap);
	}
	cut_off(aligned, size);
	account(size_of(aligned));
	return payload_of(aligned);
}

void *ilw_heap_allocate_aligned(size_t alignment, size_t size)
{
	uint32_t block = block_size(size);
	void *payload = NULL;

	if (alignment <= ILW_HEAP_ALIGN)
		return ilw_heap_allocate(size);
	if (block == 0 || alignment > SIZE_MAX_BLOCK - block)
		return NULL;
	ilw_preempt_disable();
	payload = allocate_aligned((uint32_t)alignment, block);
	ilw_preempt_enable();
	return payload;
}

static void trim(struct ilw_deadline *unused)
{
	(void)unused;
	ilw_heap_trim();
}

static void release(uint32_t block)
{
	uint32_t size = size_of(block);
	uint32_t previous = block;

	heap.used -= size;
	heap.freed += size;
	if (block + size != heap.end && at(block + size)->header & FREE) {
		uint32_t after = block + size;

		size += size_of(after);
		make_used(after);
	}
	if (at(block)->header & PREVIOUS_FREE) {
		previous = block - at(block - 4)->header;
		size += size_of(previous);
		make_used(previous);
	}
	make_free(previous, size);
	if (heap.freed >= TRIM_AFTER_BYTES &&
	    !ilw_deadline_is_set(&heap.trim)) {
		heap.trim.reached = trim;
		ilw_deadline_set(&heap.trim, ilw_clock_after(TRIM_DELAY));
	}
}

static uint32_t checked(const void *payload)
{
	uint32_t block = block_of(payload);

	if ((uintptr_t)payload % ILW_HEAP_ALIGN != 0 || block < FIRST ||
	    block >= heap.end)
		ilw_crash("heap: this was never allocated");
	if (at(block)->header & FREE || size_of(block) > heap.end - block)
		ilw_crash("heap: freed twice, or its header overwritten");
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
	uint32_t old = size_of(block);
	uint32_t after = block + old;

	if (old < size) {
		if (after == heap.end || !(at(after)->header & FREE) ||
		    old + size_of(after) < size)
			return false;
		old += size_of(after);
		make_used(after);
		account(old - size_of(block));
		at(block)->header = old | (at(block)->header & FLAGS);
	}
	cut_off(block, size);
	heap.used -= old - size_of(block);
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
	return size_of(block_of(payload)) - HEADER;
}

struct ilw_heap_usage ilw_heap_usage(void)
{
	struct ilw_heap_usage usage;

	ilw_preempt_disable();
	usage.total = heap.end == 0 ? 0 : heap.touched - FIRST;
	usage.free = heap.end == 0 ? 0 : usage.total - heap.used;
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
	uint32_t end = block + size_of(block) - 4;

	if (end + 4 == heap.end)
		end = page_up(heap.touched);
	if (start >= end)
		return;
	ilw_release(heap.base + start, end - start);
	if (heap.touched > start && heap.touched <= end)
		heap.touched = start;
}

void ilw_heap_trim(void)
{
	struct class c = class_of(DENALI_PAGE_SIZE);

	ilw_preempt_disable();
	heap.freed = 0;
	for (unsigned power = c.power; power < POWERS; power++)
		for (unsigned class = 0; class < CLASSES; class ++)
			for (uint32_t block = heap.lists[power][class];
			     block != 0; block = at(block)->next)
				trim_block(block);
	ilw_preempt_enable();
}
