/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Names that are taken away.
 */
#include <fcntl.h>
#include <reent.h>
#include <stdio.h>
#include <unistd.h>

#include "syscall.h"
#include "unix.h"
#include "vfsfile.h"
#include "vfsmount.h"
#include "vfspath.h"

VFS_NEEDS(vfs_begin_in);
VFS_NEEDS(vfs_mounts);

/* The last name of the path is none that can be taken away. */
static int refuse(const struct vfs_path *path, bool directory)
{
	if (!directory)
		return -EISDIR;
	switch (path->last.length) {
	case 0:
		return -EBUSY;
	case 1:
		return -EINVAL;
	default:
		return -ENOTEMPTY;
	}
}

static int check(const struct vfs_path *path, const struct vfs_node *node,
		 bool directory)
{
	if (directory && !S_ISDIR(node->type))
		return -ENOTDIR;
	if (!S_ISDIR(node->type) && path->slash)
		return -ENOTDIR;
	if (!directory && S_ISDIR(node->type))
		return -EISDIR;
	if (vfs_is_covered(node))
		return -EBUSY;
	return vfs_check_writable(node);
}

static int take_away(struct vfs_path *path, bool directory)
{
	struct vfs_node *node;
	int result;

	if (!vfs_last_is_name(path))
		return refuse(path, directory);
	result = vfs_last(path, &node);
	if (result < 0)
		return result;
	result = check(path, node, directory);
	if (result == 0)
		result = node->ops->unlink(path->node, path->last, node);
	vfs_put(node);
	return result;
}

int unlinkat(int folder, const char *name, int flags)
{
	struct vfs_path path;
	int result = -EINVAL;

	if (unix_path_remove != NULL && unix_path_remove(name))
		return 0;
	if ((flags & ~AT_REMOVEDIR) == 0)
		result = vfs_find(&path, folder, name, VFS_PARENT);
	if (result == 0) {
		result = take_away(&path, flags == AT_REMOVEDIR);
		vfs_end(&path);
	}
	return (int)syscall_result(result);
}

int unlink(const char *name)
{
	return unlinkat(AT_FDCWD, name, 0);
}

int rmdir(const char *name)
{
	return unlinkat(AT_FDCWD, name, AT_REMOVEDIR);
}

int remove(const char *name)
{
	if (unlink(name) == 0)
		return 0;
	return errno == EISDIR ? rmdir(name) : -1;
}

/* newlib calls this name. */
int _remove_r(struct _reent *reent, const char *name)
{
	(void)reent;
	return remove(name);
}
