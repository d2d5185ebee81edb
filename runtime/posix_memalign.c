/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <stdlib.h>

#include <ilwaco/heap.h>

int posix_memalign(void **block, size_t alignment, size_t size)
{
	void *found;

	if (alignment % sizeof(void *) != 0 || alignment == 0 ||
	    (alignment & (alignment - 1)) != 0)
		return EINVAL;
	found = ilw_heap_allocate_aligned(alignment, size);
	if (found == NULL)
		return ENOMEM;
	*block = found;
	return 0;
}
