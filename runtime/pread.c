/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Reading and writing at a place.
 */
#include <unistd.h>

#include "storageio.h"
#include "syscall.h"

static ssize_t read_once(int fd, void *data, size_t length, off_t offset)
{
	struct file *file = fd_get(fd);
	ssize_t result;

	if (file == NULL)
		return -EBADF;
	result = file_read_at(file, data, length, offset);
	file_put(file);
	return result;
}

ssize_t pread(int fd, void *data, size_t length, off_t offset)
{
	ssize_t result;

	SYSCALL_BLOCKING(result, read_once(fd, data, length, offset));
	return syscall_result(result);
}

static ssize_t write_once(int fd, const void *data, size_t length, off_t offset)
{
	struct file *file = fd_get(fd);
	ssize_t result;

	if (file == NULL)
		return -EBADF;
	result = file_write_at(file, data, length, offset);
	file_put(file);
	return result;
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset)
{
	ssize_t result;

	SYSCALL_BLOCKING(result, write_once(fd, data, length, offset));
	return syscall_result(result);
}
