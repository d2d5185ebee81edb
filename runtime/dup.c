/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <unistd.h>

#include "file.h"
#include "syscall.h"

int dup(int fd)
{
	struct file *file = fd_get(fd);
	int result;

	if (file == NULL)
		return (int)syscall_result(-EBADF);
	result = fd_install(file);
	if (result < 0)
		file_put(file);
	return (int)syscall_result(result);
}

int dup2(int from, int to)
{
	struct file *file = fd_get(from);
	int result = to;

	if (file == NULL)
		return (int)syscall_result(-EBADF);
	if (from != to)
		result = fd_replace(to, file);
	if (from == to || result < 0)
		file_put(file);
	return (int)syscall_result(result);
}

int dup3(int from, int to, int flags)
{
	if (from == to || (flags & ~O_CLOEXEC) != 0)
		return (int)syscall_result(-EINVAL);
	if (dup2(from, to) < 0)
		return -1;
	if (flags & O_CLOEXEC)
		(void)fd_set_flags(to, FD_CLOEXEC);
	return to;
}
