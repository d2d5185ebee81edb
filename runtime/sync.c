/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Having all that was written on stable storage, or all of a file system.
 */
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

static int sync_mount(struct vfs_mount *mount)
{
	int result = 0;

	vfs_lock(mount);
	if (mount->ops->sync != NULL)
		result = mount->ops->sync(mount);
	vfs_unlock(mount);
	return result;
}

int syncfs(int fd)
{
	struct file *file = fd_get(fd);
	int result = 0;

	if (file == NULL)
		return (int)syscall_result(-EBADF);
	if (file->ops->storage != NULL && file->ops->storage->node != NULL)
		result = sync_mount(file->ops->storage->node(file)->mount);
	file_put(file);
	return (int)syscall_result(result);
}
