/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A guest cannot see which of its pages are in memory, and need not care: all
 * of them, as far as it can tell.
 */
#include <string.h>
#include <sys/mman.h>

#include "mapping.h"
#include "syscall.h"

int mincore(void *address, size_t length, unsigned char *pages)
{
	struct page_range range;
	int result = page_range(address, length, &range);

	if (result == 0 && mapping_has_hole(range))
		result = -ENOMEM;
	if (result == 0)
		memset(pages, 1, range.length / DENALI_PAGE_SIZE);
	return (int)syscall_result(result);
}
