/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The heap: what malloc is made of, and where thread stacks come from.
 *
 * Two-level segregated fit: every call takes bounded time, whatever the heap
 * holds; blocks have a header of 4 bytes and sizes in steps of 16.  Calls
 * disable preemption instead of locking, so they may be made from anywhere,
 * event functions included.  Freed pages go back to the kernel, not on the way
 * but in one sweep about a second after much has been freed.
 */
#ifndef ILWACO_HEAP_H
#define ILWACO_HEAP_H

#include <stddef.h>

/* Gives memory back to the heap that is only kept in case it helps, such as
 * pages of files: about so many bytes or more.  How many, 0: there are none.
 * Weak: only programs with such memory define it.  The heap calls it before an
 * allocation fails, from wherever that is, event functions included: it does
 * nothing where it may not. */
size_t memory_reclaim(size_t wanted) __attribute__((weak));

/* All blocks are aligned so. */
#define ILW_HEAP_ALIGN 16

/* NULL: no room.  A size of 0 is a block like any other. */
void *ilw_heap_allocate(size_t size);

/* The same, all zero; memory that has never been used is not touched for it. */
void *ilw_heap_allocate_zeroed(size_t size);

/* alignment: a power of two. */
void *ilw_heap_allocate_aligned(size_t alignment, size_t size);

/* Of NULL: nothing happens. */
void ilw_heap_free(void *block);

/* Moves the block if it must; NULL: no room, and the block stays as it is. */
void *ilw_heap_resize(void *block, size_t size);

/* How much of it may be used: at least what was asked for. */
size_t ilw_heap_size(const void *block);

struct ilw_heap_usage {
	size_t total; /* bytes taken from the address space */
	size_t free;  /* of these, in free blocks */
	size_t peak;  /* the most bytes that were in use */
};

/* What the heap has at this moment. */
struct ilw_heap_usage ilw_heap_usage(void);

/* Gives all wholly free pages back now. */
void ilw_heap_trim(void);

#endif
