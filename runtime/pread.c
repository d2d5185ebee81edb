/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Reading and writing at a place; the file's own position stays as it is.
 */
#include <unistd.h>

#include "file.h"
#include "storage.h"
#include "syscall.h"

static ssize_t read_file(struct file *file, void *data, size_t length,
			 off_t offset)
{
	if ((file->flags & O_ACCMODE) == O_WRONLY)
		return -EBADF;
	if (offset < 0)
		return -EINVAL;
	if (file->ops->storage == NULL || file->ops->storage->pread == NULL)
		return -ESPIPE;
	return file->ops->storage->pread(file, data, length, offset);
}

static ssize_t write_file(struct file *file, const void *data, size_t length,
			  off_t offset)
{
	if ((file->flags & O_ACCMODE) == O_RDONLY)
		return -EBADF;
	if (offset < 0)
		return -EINVAL;
	if (file->ops->storage == NULL || file->ops->storage->pwrite == NULL)
		return -ESPIPE;
	return file->ops->storage->pwrite(file, data, length, offset);
}

static ssize_t pread_once(int fd, void *data, size_t length, off_t offset)
{
	struct file *file = fd_get(fd);
	ssize_t result;

	if (file == NULL)
		return -EBADF;
	result = read_file(file, data, length, offset);
	file_put(file);
	return result;
}

static ssize_t pwrite_once(int fd, const void *data, size_t length,
			   off_t offset)
{
	struct file *file = fd_get(fd);
	ssize_t result;

	if (file == NULL)
		return -EBADF;
	result = write_file(file, data, length, offset);
	file_put(file);
	return result;
}

ssize_t pread(int fd, void *data, size_t length, off_t offset)
{
	ssize_t result;

	SYSCALL_BLOCKING(result, pread_once(fd, data, length, offset));
	return syscall_result(result);
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset)
{
	ssize_t result;

	SYSCALL_BLOCKING(result, pwrite_once(fd, data, length, offset));
	return syscall_result(result);
}
