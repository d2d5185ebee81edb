/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * As that of all programs, but that caches of files give way (module.mk).
 */
#include <errno.h>
#include <stdlib.h>

#include <ilwaco/heap.h>

#include "reclaim.h"

void *calloc(size_t count, size_t size)
{
	void *block = NULL;
	size_t total;

	if (!__builtin_mul_overflow(count, size, &total)) {
		do {
			block = ilw_heap_allocate_zeroed(total);
		} while (block == NULL && memory_came_back(total));
	}
	if (block == NULL)
		errno = ENOMEM;
	return block;
}
