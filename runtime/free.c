/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>

#include <ilwaco/heap.h>

void free(void *block)
{
	ilw_heap_free(block);
}
