/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "vfsattribute.h"

#include <fcntl.h>

#include "file.h"
#include "storage.h"
#include "syscall.h"
#include "vfspath.h"
#include "vfsstorage.h"

VFS_NEEDS(vfs_begin_in);
VFS_NEEDS(vfs_mounts);

int attribute_by_name(int folder, const char *name,
		      const struct vfs_change *change, int flags)
{
	struct vfs_path path;
	int result = -EINVAL;

	if ((flags & ~AT_SYMLINK_NOFOLLOW) == 0)
		result = vfs_find(&path, folder, name,
				  flags & AT_SYMLINK_NOFOLLOW ? 0 : VFS_FOLLOW);
	if (result == 0) {
		result = vfs_change(path.node, change);
		vfs_end(&path);
	}
	return (int)syscall_result(result);
}

int attribute_by_fd(int fd, const struct vfs_change *change)
{
	struct file *file = fd_get(fd);
	int result = -EINVAL;

	if (file == NULL)
		return (int)syscall_result(-EBADF);
	if (file->ops->storage != NULL && file->ops->storage->change != NULL)
		result = file->ops->storage->change(file, change);
	file_put(file);
	return (int)syscall_result(result);
}
