/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Locking pages, for which there is nothing to be done, but arguments are
 * checked; and writing them back.  Addresses need not be at a page for locks.
 */
#include <stdint.h>
#include <sys/mman.h>

#include "filemap.h"
#include "syscall.h"

static int check(void *address, size_t length)
{
	struct page_range range;
	int result = page_range(address, length, &range);

	if (result == 0 && mapping_has_hole(range))
		result = -ENOMEM;
	return result;
}

static int check_lock(const void *address, size_t length)
{
	uintptr_t offset = (uintptr_t)address % DENALI_PAGE_SIZE;

	if (length + offset < length)
		return -ENOMEM;
	return check((void *)((uintptr_t)address - offset), length + offset);
}

int msync(void *address, size_t length, int flags)
{
	int both = MS_ASYNC | MS_SYNC, result;
	struct page_range range;

	if ((flags & ~(both | MS_INVALIDATE)) != 0 || (flags & both) == both)
		return (int)syscall_result(-EINVAL);
	result = check(address, length);
	if (result == 0 && filemap_sync != NULL &&
	    page_range(address, length, &range) == 0)
		result = filemap_sync(range, (flags & MS_SYNC) != 0);
	return (int)syscall_result(result);
}

int mlock(const void *address, size_t length)
{
	return (int)syscall_result(check_lock(address, length));
}

int munlock(const void *address, size_t length)
{
	return (int)syscall_result(check_lock(address, length));
}

int mlockall(int flags)
{
	if (flags == 0 || (flags & ~(MCL_CURRENT | MCL_FUTURE)) != 0)
		return (int)syscall_result(-EINVAL);
	return 0;
}

int munlockall(void)
{
	return 0;
}
