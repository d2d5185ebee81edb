/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The heap's blocks.
 *
 * Bitmaps of the lists that are not empty make every search a few
 * instructions.  A search takes the first block of the size's own class that
 * is large enough, of the first few, else any of a larger class.
 */
#include <ilwaco/crash.h>

#include "blocks.h"

#define TRIES 4 /* blocks looked at in the size's own class */

struct blocks ilw_blocks;

/* The number of the list for blocks of a size. */
static unsigned list_of(uint32_t size)
{
	unsigned top;

	if (size < 1u << BLOCK_SMALL_BITS)
		return size / BLOCK_MIN;
	top = 31 - (unsigned)__builtin_clz(size);
	return (top - BLOCK_SMALL_BITS + 1) * BLOCK_CLASSES +
	       (size >> (top - BLOCK_CLASS_BITS)) % BLOCK_CLASSES;
}

static void list_add(uint32_t block)
{
	unsigned number = list_of(block_size_of(block));
	unsigned power = number / BLOCK_CLASSES;
	uint32_t *list = &ilw_blocks.lists[number];

	block_at(block)->next = *list;
	block_at(block)->previous = 0;
	if (*list != 0)
		block_at(*list)->previous = block;
	*list = block;
	ilw_blocks.classes[power] |= (uint8_t)(1u << number % BLOCK_CLASSES);
	ilw_blocks.powers |= 1u << power;
}

static void list_is_empty(unsigned number)
{
	unsigned power = number / BLOCK_CLASSES;

	ilw_blocks.classes[power] &= (uint8_t) ~(1u << number % BLOCK_CLASSES);
	if (ilw_blocks.classes[power] == 0)
		ilw_blocks.powers &= ~(1u << power);
}

static void list_remove(uint32_t block)
{
	unsigned number = list_of(block_size_of(block));
	uint32_t *list = &ilw_blocks.lists[number];
	uint32_t next = block_at(block)->next;
	uint32_t previous = block_at(block)->previous;
	uint32_t *link = previous != 0 ? &block_at(previous)->next : list;

	/* Links that somebody has written to would have us write anywhere: the
	 * neighbours must say the same. */
	if (*link != block || (next != 0 && block_at(next)->previous != block))
		ilw_crash("heap: written to after it was freed");
	*link = next;
	if (next != 0)
		block_at(next)->previous = previous;
	else if (*list == 0)
		list_is_empty(number);
}

void ilw_block_make_free(uint32_t block, uint32_t size)
{
	block_at(block)->header = size | BLOCK_FREE;
	if (block + size != ilw_blocks.end) {
		block_at(block + size - 4)->header = size;
		block_at(block + size)->header |= BLOCK_PREVIOUS_FREE;
	}
	list_add(block);
}

void ilw_block_make_used(uint32_t block)
{
	uint32_t end;

	list_remove(block);
	block_at(block)->header &= ~BLOCK_FREE;
	end = block + block_size_of(block);
	if (end != ilw_blocks.end)
		block_at(end)->header &= ~BLOCK_PREVIOUS_FREE;
}

void ilw_block_cut(uint32_t block, uint32_t size)
{
	uint32_t rest = block + size;
	uint32_t end = block + block_size_of(block);
	uint32_t length = end - rest;

	if (length < BLOCK_MIN)
		return;
	block_at(block)->header = size |
				  (block_at(block)->header & BLOCK_FLAGS);
	if (block_is_free(end)) {
		length += block_size_of(end);
		ilw_block_make_used(end);
	}
	ilw_block_make_free(rest, length);
}

/* The first block of the first list from this one on; 0: there is none. */
static uint32_t first_from(unsigned number)
{
	unsigned power = number / BLOCK_CLASSES;
	unsigned classes = 0;

	if (power < BLOCK_POWERS)
		classes = ilw_blocks.classes[power] &
			  ~0u << number % BLOCK_CLASSES;
	if (classes == 0) {
		unsigned powers = ilw_blocks.powers & ~1u << power;

		if (powers == 0)
			return 0;
		power = (unsigned)__builtin_ctz(powers);
		classes = ilw_blocks.classes[power];
	}
	return ilw_blocks.lists[power * BLOCK_CLASSES +
				(unsigned)__builtin_ctz(classes)];
}

uint32_t ilw_block_find(uint32_t size)
{
	unsigned number = list_of(size);
	uint32_t block = ilw_blocks.lists[number];

	for (int i = 0; i < TRIES && block != 0; i++) {
		if (block_size_of(block) >= size)
			return block;
		block = block_at(block)->next;
	}
	return first_from(number + 1);
}

void ilw_blocks_start(char *base, uint32_t end)
{
	ilw_blocks.base = base;
	ilw_blocks.end = end;
	ilw_block_make_free(BLOCK_FIRST, end - BLOCK_FIRST);
}

void ilw_block_each_free(uint32_t size, void (*function)(uint32_t block))
{
	unsigned number = list_of(size) & ~(BLOCK_CLASSES - 1);

	for (; number < BLOCK_POWERS * BLOCK_CLASSES; number++)
		for (uint32_t block = ilw_blocks.lists[number]; block != 0;
		     block = block_at(block)->next)
			function(block);
}
