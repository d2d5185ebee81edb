/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * mremap: a mapping of another length, elsewhere if need be.
 */
#include <string.h>
#include <sys/mman.h>

#include "mapping.h"
#include "syscall.h"

/* Contents move, whatever the access to them. */
static int move(struct page_range old, size_t length, unsigned access,
		void **address)
{
	int result = mapping_make(length, PROT_READ | PROT_WRITE, address);
	struct page_range made;

	if (result != 0)
		return result;
	made = (struct page_range){ *address, length };
	if ((access & PROT_READ) == 0)
		result = mapping_protect(old, PROT_READ);
	if (result == 0) {
		memcpy(made.start, old.start, old.length);
		result = mapping_protect(made, access);
	}
	mapping_remove(result == 0 ? old : made);
	return result;
}

static int resize(struct page_range old, size_t length, int flags,
		  void **address)
{
	int access = mapping_access(old);
	struct page_range rest = { old.start + length, 0 };

	if (access < 0)
		return access;
	if (length <= old.length) {
		rest.length = old.length - length;
		return rest.length != 0 ? mapping_remove(rest) : 0;
	}
	rest.start = old.start + old.length;
	rest.length = length - old.length;
	if (mapping_make_at(rest, (unsigned)access, false) == 0)
		return 0;
	if ((flags & MREMAP_MAYMOVE) == 0)
		return -ENOMEM;
	return move(old, length, (unsigned)access, address);
}

void *mremap(void *address, size_t old_length, size_t new_length, int flags,
	     ...)
{
	struct page_range old;
	size_t length;
	int result = page_range(address, old_length, &old);

	if (result == -ENOMEM)
		result = -EFAULT;
	length = (new_length + DENALI_PAGE_SIZE - 1) &
		 ~((size_t)DENALI_PAGE_SIZE - 1);
	if ((flags & ~MREMAP_MAYMOVE) != 0 || old_length == 0 ||
	    new_length == 0)
		result = -EINVAL;
	else if (result == 0 && length < new_length)
		result = -ENOMEM;
	if (result == 0)
		result = resize(old, length, flags, &address);
	return syscall_result(result) == 0 ? address : MAP_FAILED;
}
