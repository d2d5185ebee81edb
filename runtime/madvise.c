/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Advice about memory.  All that is acted on is that contents are not needed,
 * and only where that may change them: POSIX's advice may not.
 */
#include <sys/mman.h>

#include "mapping.h"
#include "syscall.h"

static int check(void *address, size_t length, struct page_range *range)
{
	int result = page_range(address, length, range);

	if (result == 0 && mapping_has_hole(*range))
		result = -ENOMEM;
	return result;
}

int posix_madvise(void *address, size_t length, int advice)
{
	struct page_range range;

	if (advice < POSIX_MADV_NORMAL || advice > POSIX_MADV_DONTNEED)
		return EINVAL;
	return -check(address, length, &range);
}

int madvise(void *address, size_t length, int advice)
{
	struct page_range range;
	int result = check(address, length, &range);

	if (advice == MADV_DONTNEED || advice == MADV_FREE) {
		if (result == 0)
			ilw_release(range.start, range.length);
	} else if (advice < MADV_NORMAL || advice > MADV_WILLNEED) {
		result = -EINVAL;
	}
	return (int)syscall_result(result);
}
