/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What was written to a file is on stable storage.  Devices and the console
 * keep nothing.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "storage.h"
#include "syscall.h"

static int sync_file(struct file *file, bool data_only)
{
	struct stat status = { 0 };

	if (file->ops->storage != NULL && file->ops->storage->sync != NULL)
		return file->ops->storage->sync(file, data_only);
	if (file->ops->stat != NULL)
		file->ops->stat(file, &status);
	return S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode) ? -EINVAL :
								      0;
}

static int sync_once(int fd, bool data_only)
{
	struct file *file = fd_get(fd);
	int result;

	if (file == NULL)
		return -EBADF;
	result = sync_file(file, data_only);
	file_put(file);
	return result;
}

int fsync(int fd)
{
	int result;

	SYSCALL_BLOCKING(result, sync_once(fd, false));
	return (int)syscall_result(result);
}

int fdatasync(int fd)
{
	int result;

	SYSCALL_BLOCKING(result, sync_once(fd, true));
	return (int)syscall_result(result);
}
