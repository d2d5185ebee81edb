/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Where the heap may be: apart from the heap, so that tests can put one
 * anywhere.
 */
#ifndef ILWACO_HEAPRANGE_H
#define ILWACO_HEAPRANGE_H

#include <stddef.h>

/* start: a page boundary; the memory reads as zero and has not been used.
 * skip: bytes at its beginning, a multiple of 16, to be left unused. */
struct ilw_heap_range {
	char *start;
	size_t size;
	size_t skip;
};

struct ilw_heap_range ilw_heap_range(void);

#endif
