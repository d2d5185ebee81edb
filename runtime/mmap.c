/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <stdint.h>
#include <sys/mman.h>

#include "file.h"
#include "mapping.h"
#include "syscall.h"

#define PROT_ALL (PROT_READ | PROT_WRITE | PROT_EXEC)
#define FIXED (MAP_FIXED | MAP_FIXED_NOREPLACE)

_Static_assert(PROT_READ == DENALI_PROT_READ &&
		       PROT_WRITE == DENALI_PROT_WRITE &&
		       PROT_EXEC == DENALI_PROT_EXEC,
	       "protections are the contract's accesses");

/* There are no files to map. */
static int file_error(int fd)
{
	struct file *file = fd_get(fd);

	if (file == NULL)
		return -EBADF;
	file_put(file);
	return -ENODEV;
}

static int check(size_t length, int protection, int flags, int fd, off_t offset)
{
	int kind = flags & (MAP_SHARED | MAP_PRIVATE);

	if (length == 0 || (kind != MAP_SHARED && kind != MAP_PRIVATE) ||
	    (protection & ~PROT_ALL) != 0 || offset % DENALI_PAGE_SIZE != 0)
		return -EINVAL;
	if ((flags & MAP_ANONYMOUS) == 0)
		return file_error(fd);
	if ((protection & PROT_WRITE) && (protection & PROT_EXEC))
		return -ENOTSUP;
	return 0;
}

void *mmap(void *address, size_t length, int protection, int flags, int fd,
	   off_t offset)
{
	int result = check(length, protection, flags, fd, offset);
	struct page_range range;

	if (result == 0 && (flags & FIXED) != 0) {
		result = page_range(address, length, &range);
		if (result == 0)
			result = mapping_make_at(range, (unsigned)protection,
						 (flags &
						  MAP_FIXED_NOREPLACE) == 0);
	} else if (result == 0) {
		result = mapping_make(length, (unsigned)protection, &address);
	}
	return syscall_result(result) == 0 ? address : MAP_FAILED;
}
