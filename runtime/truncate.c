/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sizes of files.
 */
#include <fcntl.h>
#include <unistd.h>

#include "storage.h"
#include "syscall.h"
#include "vfsfile.h"
#include "vfspath.h"

VFS_NEEDS(vfs_mounts);

static int set_size(struct vfs_node *node, off_t size)
{
	int result;

	if (S_ISDIR(node->type))
		return -EISDIR;
	if (!S_ISREG(node->type))
		return -EINVAL;
	result = vfs_check_writable(node);
	return result < 0 ? result : node->ops->truncate(node, size);
}

int truncate(const char *name, off_t size)
{
	struct vfs_path path;
	int result = -EINVAL;

	if (size >= 0)
		result = vfs_find(&path, AT_FDCWD, name, VFS_FOLLOW);
	if (result == 0) {
		result = set_size(path.node, size);
		vfs_end(&path);
	}
	return (int)syscall_result(result);
}

int ftruncate(int fd, off_t size)
{
	struct file *file = fd_get(fd);
	int result = -EINVAL;

	if (file == NULL)
		return (int)syscall_result(-EBADF);
	if (size >= 0 && (file->flags & O_ACCMODE) != O_RDONLY &&
	    file->ops->storage != NULL && file->ops->storage->truncate != NULL)
		result = file->ops->storage->truncate(file, size);
	file_put(file);
	return (int)syscall_result(result);
}
