/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <sys/mman.h>

#include "mapping.h"
#include "syscall.h"

int mprotect(void *address, size_t length, int protection)
{
	struct page_range range;
	int result = page_range(address, length, &range);

	if (result == 0 &&
	    (protection & ~(PROT_READ | PROT_WRITE | PROT_EXEC)) != 0)
		result = -EINVAL;
	if (result == 0 && (protection & PROT_WRITE) &&
	    (protection & PROT_EXEC))
		result = -ENOTSUP;
	if (result == 0)
		result = mapping_protect(range, (unsigned)protection);
	return (int)syscall_result(result);
}
