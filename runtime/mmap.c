/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <stdint.h>
#include <sys/mman.h>

#include "filemap.h"
#include "mapping.h"
#include "syscall.h"

#define PROT_ALL (PROT_READ | PROT_WRITE | PROT_EXEC)
#define FIXED (MAP_FIXED | MAP_FIXED_NOREPLACE)

_Static_assert(PROT_READ == DENALI_PROT_READ &&
		       PROT_WRITE == DENALI_PROT_WRITE &&
		       PROT_EXEC == DENALI_PROT_EXEC,
	       "protections are the contract's accesses");

static int check(size_t length, int protection, int flags, int fd, off_t offset)
{
	int kind = flags & (MAP_SHARED | MAP_PRIVATE);

	if (length == 0 || (kind != MAP_SHARED && kind != MAP_PRIVATE) ||
	    (protection & ~PROT_ALL) != 0 || offset % DENALI_PAGE_SIZE != 0 ||
	    offset < 0)
		return -EINVAL;
	if ((protection & PROT_WRITE) && (protection & PROT_EXEC))
		return -ENOTSUP;
	if ((flags & MAP_ANONYMOUS) == 0)
		return filemap_check(fd, protection, flags);
	return 0;
}

/* Memory with this access, at *address if the flags say so. */
static int make(void **address, size_t length, unsigned access, int flags)
{
	bool replace = (flags & MAP_FIXED_NOREPLACE) == 0;
	struct page_range range = { 0 };
	int result;

	if ((flags & FIXED) == 0)
		return mapping_make(length, access, address);
	result = page_range(*address, length, &range);
	if (result == 0 && replace)
		result = filemap_forget(range);
	if (result == 0)
		result = mapping_make_at(range, access, replace);
	return result;
}

static int make_of_file(void **address, size_t length, int protection,
			int flags, int fd, off_t offset)
{
	int result = make(address, length, PROT_READ | PROT_WRITE, flags);
	struct page_range range = { 0 };

	if (result == 0)
		result = page_range(*address, length, &range);
	if (result != 0)
		return result;
	result = filemap_fill(range, fd, offset);
	if (result == 0 && (flags & MAP_SHARED) != 0)
		result = filemap_share(range, fd, offset);
	if (result == 0 && protection != (PROT_READ | PROT_WRITE)) {
		result = mapping_protect(range, (unsigned)protection);
		if (result != 0)
			(void)filemap_forget(range);
	}
	if (result != 0)
		mapping_remove(range);
	return result;
}

void *mmap(void *address, size_t length, int protection, int flags, int fd,
	   off_t offset)
{
	int result = check(length, protection, flags, fd, offset);

	if (result == 0 && (flags & MAP_ANONYMOUS) != 0)
		result = make(&address, length, (unsigned)protection, flags);
	else if (result == 0)
		result = make_of_file(&address, length, protection, flags, fd,
				      offset);
	return syscall_result(result) == 0 ? address : MAP_FAILED;
}
