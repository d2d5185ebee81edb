/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "pool.h"

#include "frame.h"
#include "string.h"

static void add(struct pool *pool, void *record)
{
	*(void **)record = pool->free;
	pool->free = record;
}

void *pool_take(struct pool *pool)
{
	if (!pool->free) {
		frame_t frame = frame_alloc_low();
		if (frame == FRAME_NONE)
			return 0;
		uint8_t *page = frame_window(frame);
		for (uint32_t at = 0; at + pool->size <= PAGE_SIZE;
		     at += pool->size)
			add(pool, page + at);
	}
	void *record = pool->free;
	pool->free = *(void **)record;
	return memset(record, 0, pool->size);
}

void pool_give(struct pool *pool, void *record)
{
	add(pool, record);
}
