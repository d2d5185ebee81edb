/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <stdlib.h>

#include <ilwaco/heap.h>

void *realloc(void *old, size_t size)
{
	void *block = ilw_heap_resize(old, size);

	if (block == NULL)
		errno = ENOMEM;
	return block;
}
