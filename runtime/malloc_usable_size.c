/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <malloc.h>

#include <ilwaco/heap.h>

size_t malloc_usable_size(void *block)
{
	return block != NULL ? ilw_heap_size(block) : 0;
}
