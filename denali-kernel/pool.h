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
	uint32_t size; /* multiple of 32, at most a page */
	void *free;
};

/* A zeroed record, 32-byte aligned; null if there is no memory. */
void *pool_take(struct pool *pool);
void pool_give(struct pool *pool, void *record);

#endif
