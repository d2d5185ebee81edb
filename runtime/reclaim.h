/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Memory that is kept for speed alone: caches of files give it back when
 * somebody else lacks it.
 */
#ifndef RUNTIME_RECLAIM_H
#define RUNTIME_RECLAIM_H

#include <stdbool.h>
#include <stddef.h>

/* Gives back about so many bytes, or fewer; how many.  There in images that
 * have such a cache. */
size_t memory_reclaim(size_t wanted);

/* Whether an allocation that failed is worth trying once more. */
static inline bool memory_came_back(size_t wanted)
{
	return memory_reclaim(wanted) != 0;
}

#endif
