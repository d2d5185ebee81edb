/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What was written is on stable storage: of a file, of all.  Devices and the
 * console keep nothing.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "storage.h"
#include "syscall.h"
#include "vfsmount.h"

#pragma weak vfs_sync

void sync(void)
{
	if (vfs_sync != NULL)
		vfs_sync();
}

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
