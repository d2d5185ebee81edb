/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Pages.
 */
#include <ilwaco/memory.h>

#include "call.h"

#define PAGE_MASK ((uintptr_t)DENALI_PAGE_SIZE - 1)

int ilw_release(void *start, size_t length)
{
	uintptr_t first = ((uintptr_t)start + PAGE_MASK) & ~PAGE_MASK;
	uintptr_t end = ((uintptr_t)start + length) & ~PAGE_MASK;

	if (first >= end)
		return 0;
	return ilw_call(DENALI_RELEASE, first, end - first, 0);
}

int ilw_protect(void *start, size_t length, uint32_t access)
{
	return ilw_call(DENALI_PROTECT, (uintptr_t)start, length, access);
}
