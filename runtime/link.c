/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * More names for a file.
 */
#include <fcntl.h>
#include <unistd.h>

#include "syscall.h"
#include "vfsfile.h"
#include "vfspair.h"

VFS_NEEDS(vfs_begin_in);
VFS_NEEDS(vfs_mounts);

static int add_name(struct vfs_pair *pair)
{
	struct vfs_path *to = &pair->to;
	struct vfs_node *node;
	int result;

	if (!vfs_last_is_name(to))
		return -EEXIST;
	result = vfs_last(to, &node);
	if (result == 0) {
		vfs_put(node);
		return -EEXIST;
	}
	if (result != -ENOENT || to->slash)
		return result;
	if (S_ISDIR(pair->from.node->type))
		return -EPERM;
	result = vfs_check_writable(to->node);
	if (result < 0)
		return result;
	if (to->node->ops->link == NULL)
		return -EPERM;
	return to->node->ops->link(to->node, to->last, pair->from.node);
}

int linkat(int from_folder, const char *from, int to_folder, const char *to,
	   int flags)
{
	struct vfs_pair pair;
	int result = -EINVAL;

	if ((flags & ~AT_SYMLINK_FOLLOW) == 0)
		result = vfs_find_pair(&pair, from_folder, from,
				       flags & AT_SYMLINK_FOLLOW ? VFS_FOLLOW :
								   0,
				       to_folder, to);
	if (result == 0) {
		result = add_name(&pair);
		vfs_end_pair(&pair);
	}
	return (int)syscall_result(result);
}

int link(const char *from, const char *to)
{
	return linkat(AT_FDCWD, from, AT_FDCWD, to, 0);
}
