/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "vfsmake.h"

#include <errno.h>

#include "vfsfile.h"
#include "vfspath.h"

VFS_NEEDS(vfs_begin_in);
VFS_NEEDS(vfs_mounts);

static int make(struct vfs_path *path, mode_t mode, const char *to)
{
	struct vfs_node *node;
	int result;

	if (!vfs_last_is_name(path))
		return -EEXIST;
	result = vfs_last(path, &node);
	if (result == 0) {
		vfs_put(node);
		return -EEXIST;
	}
	if (result != -ENOENT || (path->slash && !S_ISDIR(mode)))
		return result;
	result = vfs_check_writable(path->node);
	if (result < 0)
		return result;
	if (to != NULL)
		return path->node->ops->symlink(path->node, path->last, to);
	return path->node->ops->create(path->node, path->last, mode, NULL);
}

int vfs_make(int folder, const char *name, mode_t mode, const char *to)
{
	struct vfs_path path;
	int result = vfs_find(&path, folder, name, VFS_PARENT);

	if (result == 0) {
		result = make(&path, mode, to);
		vfs_end(&path);
	}
	return result;
}
