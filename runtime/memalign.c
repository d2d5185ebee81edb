/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <malloc.h>

#include <ilwaco/heap.h>

void *memalign(size_t alignment, size_t size)
{
	void *block;

	if (alignment == 0 || (alignment & (alignment - 1)) != 0) {
		errno = EINVAL;
		return NULL;
	}
	block = ilw_heap_allocate_aligned(alignment, size);
	if (block == NULL)
		errno = ENOMEM;
	return block;
}
