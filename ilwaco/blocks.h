/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The heap's blocks: headers, lists by size, splitting.
 *
 * A block is a header of 4 bytes (its size, a multiple of 16, and flags),
 * then its payload, which begins at a multiple of 16.  A free block has in its
 * payload the links of its list and, at the very end, its size again, so that
 * the block after it can find it.
 *
 *	header | payload ...                      used
 *	header | next | previous | ... | size     free
 *
 * The heap's last block has no size at its end when it is free, so that memory
 * which was never used is never touched.
 *
 * References are offsets from the heap's start, so that the layout is the same
 * on the build host, where the tests run.
 */
#ifndef ILWACO_BLOCKS_H
#define ILWACO_BLOCKS_H

#include <stdbool.h>
#include <stdint.h>

#define BLOCK_FREE 0x1u          /* this block is free */
#define BLOCK_PREVIOUS_FREE 0x2u /* the block before it is */
#define BLOCK_QUICK 0x4u         /* it is kept for a moment (quick.h) */
#define BLOCK_NEVER 0x8u         /* never set */
#define BLOCK_FLAGS 0xfu

#define BLOCK_HEADER 4u
#define BLOCK_MIN 16u
#define BLOCK_FIRST (16u - BLOCK_HEADER) /* where the first one is */

#define BLOCK_CLASS_BITS 3
#define BLOCK_CLASSES (1u << BLOCK_CLASS_BITS)
#define BLOCK_SMALL_BITS 7 /* below 128 there is one class a size */
#define BLOCK_POWERS (32 - BLOCK_SMALL_BITS + 1)

struct block {
	uint32_t header;
	uint32_t next; /* in a free block: offsets, 0: none */
	uint32_t previous;
};

/* Each power of two is cut into classes, which have a list each: number
 * power * BLOCK_CLASSES + class. */
struct blocks {
	char *base;      /* offset 0 */
	uint32_t end;    /* offset where the last block ends; 0: not set up */
	uint32_t powers; /* bit i: some list of power i is not empty */
	uint8_t classes[BLOCK_POWERS];
	uint32_t lists[BLOCK_POWERS * BLOCK_CLASSES];
};

extern struct blocks ilw_blocks;

static inline struct block *block_at(uint32_t offset)
{
	return (struct block *)(void *)(ilw_blocks.base + offset);
}

static inline uint32_t block_size_of(uint32_t block)
{
	return block_at(block)->header & ~BLOCK_FLAGS;
}

/* Whether there is a block at this offset, the end of another, that is free. */
static inline bool block_is_free(uint32_t block)
{
	return block != ilw_blocks.end && block_at(block)->header & BLOCK_FREE;
}

/* Makes one free block of all memory from base to offset end. */
void ilw_blocks_start(char *base, uint32_t end);

/* Makes [block, block + size) a free block; its neighbours are used. */
void ilw_block_make_free(uint32_t block, uint32_t size);

/* Takes a free block off its list.  It counts as used from here on. */
void ilw_block_make_used(uint32_t block);

/* Gives back what a used block has beyond size; with a free block after it,
 * that grows. */
void ilw_block_cut(uint32_t block, uint32_t size);

/* A free block of at least size; 0: none. */
uint32_t ilw_block_find(uint32_t size);

/* Calls function for each free block in the classes from size's on. */
void ilw_block_each_free(uint32_t size, void (*function)(uint32_t block));

#endif
