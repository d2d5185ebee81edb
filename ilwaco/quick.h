/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The heap's blocks that were freed a moment ago.
 *
 * Programs mostly ask for what they have just given back: the pieces of a
 * request, of a packet.  So the last few blocks of a size are kept aside as
 * they are, not joined with their neighbours, which take them for used; the
 * header says that they are not.  They hold no links, but their own offset in
 * the place of those: whoever writes there after he has freed it is found out
 * when the block is taken.  All together they are few bytes, and when memory is
 * short, or pages go back, there are none.
 *
 * With preemption disabled.
 */
#ifndef ILWACO_QUICK_H
#define ILWACO_QUICK_H

#include <stdbool.h>
#include <stdint.h>

#include "blocks.h"

#define QUICK_LARGEST 2048u
#define QUICK_BYTES 16384u
#define QUICK_SLOTS 32u
#define QUICK_KEPT 7u

/* Blocks of one size: a slot is for whichever of its sizes came first, while
 * it has any. */
struct quick_slot {
	uint16_t size;
	uint16_t count;
	uint32_t blocks[QUICK_KEPT];
};

struct quick {
	uint32_t bytes;
	struct quick_slot slots[QUICK_SLOTS];
};

extern struct quick ilw_quick;

static inline struct quick_slot *quick_slot(uint32_t size)
{
	return &ilw_quick.slots[size / BLOCK_MIN % QUICK_SLOTS];
}

/* A block of a slot that has some. */
uint32_t ilw_quick_pop(struct quick_slot *slot);

/* A block of exactly that size; 0: none. */
static inline uint32_t quick_take(uint32_t size)
{
	struct quick_slot *slot = quick_slot(size);

	if (slot->size != size || slot->count == 0)
		return 0;
	return ilw_quick_pop(slot);
}

/* Keeps a used block; false: there is no room for it. */
static inline bool quick_keep(uint32_t block, uint32_t size)
{
	struct quick_slot *slot = quick_slot(size);

	if (size > QUICK_LARGEST || ilw_quick.bytes + size > QUICK_BYTES ||
	    slot->count == QUICK_KEPT ||
	    (slot->count != 0 && slot->size != size))
		return false;
	slot->size = (uint16_t)size;
	slot->blocks[slot->count++] = block;
	ilw_quick.bytes += size;
	block_at(block)->header |= BLOCK_QUICK;
	block_at(block)->next = block;
	block_at(block)->previous = block;
	return true;
}

#endif
