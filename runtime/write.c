/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <reent.h>
#include <unistd.h>

#include "file.h"
#include "syscall.h"

static ssize_t write_once(int fd, const void *data, size_t length)
{
	struct file *file = fd_get(fd);
	ssize_t result = -EBADF;

	if (file == NULL)
		return result;
	if (file->ops->write != NULL && (file->flags & O_ACCMODE) != O_RDONLY)
		result = file->ops->write(file, data, length);
	file_put(file);
	return result;
}

ssize_t write(int fd, const void *data, size_t length)
{
	ssize_t result;

	SYSCALL_BLOCKING(result, write_once(fd, data, length));
	if (result == -EPIPE)
		syscall_broken_pipe();
	return syscall_result(result);
}

/* newlib's streams call this name; errno is the same one. */
_ssize_t _write_r(struct _reent *reent, int fd, const void *data, size_t length)
{
	(void)reent;
	return write(fd, data, length);
}
