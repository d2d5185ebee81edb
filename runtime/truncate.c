/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Lengths of files, which are read-only.  Nothing can be open for writing but
 * what has no length.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "refuse.h"
#include "syscall.h"

int truncate(const char *path, off_t length)
{
	if (length < 0)
		return (int)syscall_result(-EINVAL);
	return refuse_path(path);
}

int ftruncate(int fd, off_t length)
{
	struct stat status;

	(void)length;
	return fstat(fd, &status) != 0 ? -1 : (int)syscall_result(-EINVAL);
}
