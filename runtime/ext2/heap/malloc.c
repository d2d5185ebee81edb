/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * As that of all programs, but that caches of files give way (module.mk).
 */
#include <errno.h>
#include <stdlib.h>

#include <ilwaco/heap.h>

#include "reclaim.h"

void *malloc(size_t size)
{
	void *block;

	do {
		block = ilw_heap_allocate(size);
	} while (block == NULL && memory_came_back(size));
	if (block == NULL)
		errno = ENOMEM;
	return block;
}
