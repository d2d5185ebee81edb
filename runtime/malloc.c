/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <stdlib.h>

#include <ilwaco/heap.h>

void *malloc(size_t size)
{
	void *block = ilw_heap_allocate(size);

	if (block == NULL)
		errno = ENOMEM;
	return block;
}
