/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Reading and writing at a place, with the file's own position kept.  Between
 * the calls that this takes another thread may use the file.
 */
#include <stdio.h>
#include <unistd.h>

#include "syscall.h"

/* Goes there; the position before, or -1. */
static off_t go(int fd, off_t offset)
{
	off_t before = lseek(fd, 0, SEEK_CUR);

	if (before < 0)
		return -1;
	if (offset < 0)
		return (off_t)syscall_result(-EINVAL);
	return lseek(fd, offset, SEEK_SET) < 0 ? -1 : before;
}

static ssize_t back(int fd, off_t before, ssize_t result)
{
	int error = errno;

	(void)lseek(fd, before, SEEK_SET);
	errno = error;
	return result;
}

ssize_t pread(int fd, void *data, size_t length, off_t offset)
{
	off_t before = go(fd, offset);

	return before < 0 ? -1 : back(fd, before, read(fd, data, length));
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset)
{
	off_t before = go(fd, offset);

	return before < 0 ? -1 : back(fd, before, write(fd, data, length));
}
