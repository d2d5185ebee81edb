/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <unistd.h>

#include "file.h"
#include "syscall.h"

ssize_t read(int fd, void *data, size_t length)
{
	struct file *file = fd_get(fd);
	ssize_t result = -EBADF;

	if (file == NULL)
		return syscall_result(result);
	if (file->ops->read != NULL && (file->flags & O_ACCMODE) != O_WRONLY)
		result = file->ops->read(file, data, length);
	file_put(file);
	return syscall_result(result);
}
