/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <reent.h>
#include <unistd.h>

#include "file.h"
#include "syscall.h"

static ssize_t read_once(int fd, void *data, size_t length)
{
	struct file *file = fd_get(fd);
	ssize_t result = -EBADF;

	if (file == NULL)
		return result;
	if (file->ops->read != NULL && (file->flags & O_ACCMODE) != O_WRONLY)
		result = file->ops->read(file, data, length);
	file_put(file);
	return result;
}

ssize_t read(int fd, void *data, size_t length)
{
	ssize_t result;

	SYSCALL_BLOCKING(result, read_once(fd, data, length));
	return syscall_result(result);
}

/* newlib's streams call this name; errno is the same one. */
_ssize_t _read_r(struct _reent *reent, int fd, void *data, size_t length)
{
	(void)reent;
	return read(fd, data, length);
}
