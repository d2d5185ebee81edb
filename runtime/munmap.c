/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <sys/mman.h>

#include "filemap.h"
#include "syscall.h"

int munmap(void *address, size_t length)
{
	struct page_range range;
	int result = 0;

	if (length == 0 || page_range(address, length, &range) != 0)
		return (int)syscall_result(-EINVAL);
	if (filemap_forget != NULL)
		result = filemap_forget(range);
	if (result == 0)
		result = mapping_remove(range);
	return (int)syscall_result(result);
}
