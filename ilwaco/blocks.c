/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The heap's blocks.
 *
 * Bitmaps of the lists that are not empty make every search a few
 * instructions.  A search takes the first block of the size's own class that
 * is large enough, of the first few, else any of a larger class.
 */
#include "blocks.h"

#define TRIES 4 /* blocks looked at in the size's own class */

struct class
{
	unsigned power;
	unsigned class;
};

struct blocks ilw_blocks;

static struct class class_of(uint32_t size)
{
	unsigned top;

	if (size < 1u << BLOCK_SMALL_BITS)
		return (struct class){ 0, size / BLOCK_MIN };
	top = 31 - (unsigned)__builtin_clz(size);
	return (struct class){ top - BLOCK_SMALL_BITS + 1,
			       (size >> (top - BLOCK_CLASS_BITS)) %
				       BLOCK_CLASSES };
}

static void list_add(uint32_t block)
{
	struct class c = class_of(block_size_of(block));
	uint32_t *list = &ilw_blocks.lists[c.power][c.class];

	block_at(block)->next = *list;
	block_at(block)->previous = 0;
	if (*list != 0)
		block_at(*list)->previous = block;
	*list = block;
	ilw_blocks.classes[c.power] |= (uint8_t)(1u << c.class);
	ilw_blocks.powers |= 1u << c.power;
}

static void list_remove(uint32_t block)
{
	struct class c = class_of(block_size_of(block));
	uint32_t next = block_at(block)->next;
	uint32_t previous = block_at(block)->previous;

	if (next != 0)
		block_at(next)->previous = previous;
	if (previous != 0) {
		block_at(previous)->next = next;
		return;
	}
	ilw_blocks.lists[c.power][c.class] = next;
	if (next != 0)
		return;
	ilw_blocks.classes[c.power] &= (uint8_t) ~(1u << c.class);
	if (ilw_blocks.classes[c.power] == 0)
		ilw_blocks.powers &= ~(1u << c.power);
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

static uint32_t first_list(struct class from)
{
	unsigned classes;
	unsigned powers;

	classes = from.power < BLOCK_POWERS ? ilw_blocks.classes[from.power] :
					      0;
	classes &= ~0u << from.class;
	if (classes == 0) {
		powers = ilw_blocks.powers & ~1u << from.power;
		if (powers == 0)
			return 0;
		from.power = (unsigned)__builtin_ctz(powers);
		classes = ilw_blocks.classes[from.power];
	}
	return ilw_blocks.lists[from.power][__builtin_ctz(classes)];
}

uint32_t ilw_block_find(uint32_t size)
{
	struct class c = class_of(size);
	uint32_t block = ilw_blocks.lists[c.power][c.class];

	for (int i = 0; i < TRIES && block != 0; i++) {
		if (block_size_of(block) >= size)
			return block;
		block = block_at(block)->next;
	}
	c.class ++;
	if (c.class == BLOCK_CLASSES) {
		c.class = 0;
		c.power++;
	}
	return first_list(c);
}

void ilw_blocks_start(char *base, uint32_t end)
{
	ilw_blocks.base = base;
	ilw_blocks.end = end;
	ilw_block_make_free(BLOCK_FIRST, end - BLOCK_FIRST);
}

void ilw_block_each_free(uint32_t size, void (*function)(uint32_t block))
{
	unsigned power = class_of(size).power;

	for (; power < BLOCK_POWERS; power++)
		for (unsigned class = 0; class < BLOCK_CLASSES; class ++)
			for (uint32_t block = ilw_blocks.lists[power][class];
			     block != 0; block = block_at(block)->next)
				function(block);
}
