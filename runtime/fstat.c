/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <string.h>
#include <sys/stat.h>

#include "file.h"
#include "syscall.h"

int fstat(int fd, struct stat *status)
{
	struct file *file = fd_get(fd);
	int result = 0;

	if (file == NULL)
		return (int)syscall_result(-EBADF);
	memset(status, 0, sizeof *status);
	if (file->ops->stat != NULL)
		result = file->ops->stat(file, status);
	file_put(file);
	return (int)syscall_result(result);
}
