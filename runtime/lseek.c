/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <unistd.h>

#include "file.h"
#include "syscall.h"

off_t lseek(int fd, off_t offset, int whence)
{
	struct file *file = fd_get(fd);
	off_t result = -ESPIPE;

	if (file == NULL)
		return syscall_result(-EBADF);
	if (file->ops->seek != NULL)
		result = file->ops->seek(file, offset, whence);
	file_put(file);
	return syscall_result(result);
}
