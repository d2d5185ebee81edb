/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Room for files.
 */
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/statvfs.h>

#include "file.h"
#include "storage.h"
#include "syscall.h"
#include "tree.h"
#include "vfspath.h"

VFS_NEEDS(tree_statvfs);

/* With the lock. */
static int fill(struct vfs_mount *mount, struct statvfs *status)
{
	memset(status, 0, sizeof(*status));
	status->f_fsid = (unsigned long)mount->device;
	status->f_flag = ST_NOSUID | (mount->read_only ? ST_RDONLY : 0);
	status->f_namemax = NAME_MAX;
	return mount->ops->statvfs(mount, status);
}

int statvfs(const char *restrict name, struct statvfs *restrict status)
{
	struct vfs_path path;
	int result = vfs_find(&path, AT_FDCWD, name, VFS_FOLLOW);

	if (result == 0) {
		result = fill(path.node->mount, status);
		vfs_end(&path);
	}
	return (int)syscall_result(result);
}

/* What stores nothing counts as a device. */
int fstatvfs(int fd, struct statvfs *status)
{
	struct file *file = fd_get(fd);
	struct vfs_mount *mount = &tree_mount;
	int result;

	if (file == NULL)
		return (int)syscall_result(-EBADF);
	if (file->ops->storage != NULL && file->ops->storage->node != NULL)
		mount = file->ops->storage->node(file)->mount;
	vfs_lock(mount);
	result = fill(mount, status);
	vfs_unlock(mount);
	file_put(file);
	return (int)syscall_result(result);
}
