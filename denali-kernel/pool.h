/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Records of one size, cut from low frames.  Pages are never given back: a
 * record that is freed serves the next one of its kind.
 */
#ifndef POOL_H
#define POOL_H

#include <stdint.h>

struct pool {
	/* At most a page; a multiple of 4, or, for aligned records, of 32. */
	uint32_t size;
	void *free;
};

/* A zeroed record, 4-byte aligned, or 32-byte if the size is; null if there is
 * no memory. */
void *pool_take(struct pool *pool);
void pool_give(struct pool *pool, void *record);

#endif
