/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <errno.h>
#include <stdlib.h>

#include <ilwaco/heap.h>

void *calloc(size_t count, size_t size)
{
	void *block = NULL;
	size_t total;

	if (!__builtin_mul_overflow(count, size, &total))
		block = ilw_heap_allocate_zeroed(total);
	if (block == NULL)
		errno = ENOMEM;
	return block;
}
