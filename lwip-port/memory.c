/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * lwIP's heap (lwip/mem.h) is the service's.  It packs well and takes bounded
 * time, so that pools are not needed.
 */
#include "lwip/mem.h"

#include <ilwaco/heap.h>

void *mem_malloc(mem_size_t size)
{
	return ilw_heap_allocate(size);
}

/* lwIP shrinks what it sends within microseconds. */
void *mem_trim(void *memory, mem_size_t size)
{
	(void)size;
	return memory;
}

void mem_free(void *memory)
{
	ilw_heap_free(memory);
}
