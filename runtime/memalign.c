/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Blocks on a given alignment.
 */
#include <errno.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdlib.h>

#include <ilwaco/heap.h>

static bool is_power_of_two(size_t number)
{
	return number != 0 && (number & (number - 1)) == 0;
}

void *memalign(size_t alignment, size_t size)
{
	void *block;

	if (!is_power_of_two(alignment)) {
		errno = EINVAL;
		return NULL;
	}
	block = ilw_heap_allocate_aligned(alignment, size);
	if (block == NULL)
		errno = ENOMEM;
	return block;
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size)
{
	void *found;

	if (!is_power_of_two(alignment) || alignment % sizeof(void *) != 0)
		return EINVAL;
	found = ilw_heap_allocate_aligned(alignment, size);
	if (found == NULL)
		return ENOMEM;
	*block = found;
	return 0;
}
