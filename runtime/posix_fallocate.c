/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Room in a file that later writes do not lack.
 */
#include <errno.h>
#include <fcntl.h>

#include "file.h"
#include "storage.h"
#include "syscall.h"

static int allocate(struct file *file, off_t offset, off_t length)
{
	off_t end;

	if (offset < 0 || length <= 0)
		return -EINVAL;
	if ((file->flags & O_ACCMODE) == O_RDONLY)
		return -EBADF;
	if (__builtin_add_overflow(offset, length, &end))
		return -EFBIG;
	if (file->ops->storage == NULL)
		return -ESPIPE;
	if (file->ops->storage->allocate == NULL)
		return -ENODEV;
	return file->ops->storage->allocate(file, offset, length);
}

static int allocate_once(int fd, off_t offset, off_t length)
{
	struct file *file = fd_get(fd);
	int result;

	if (file == NULL)
		return -EBADF;
	result = allocate(file, offset, length);
	file_put(file);
	return result;
}

int posix_fallocate(int fd, off_t offset, off_t length)
{
	int result;

	SYSCALL_BLOCKING(result, allocate_once(fd, offset, length));
	return result == -EOPNOTSUPP ? EINVAL : -result;
}
