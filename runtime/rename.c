/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "syscall.h"
#include "vfsfile.h"
#include "vfsmount.h"
#include "vfspair.h"

VFS_NEEDS(vfs_begin_in);
VFS_NEEDS(vfs_mounts);

int _rename(const char *from, const char *to);

/* What is renamed, and what has the new name: NULL, or a reference. */
struct renamed {
	struct vfs_node *node;
	struct vfs_node *replaced;
};

#define DEPTH 100000 /* a disk may have directories in a circle */

/* Is the directory the node, or below it?  1, 0 or an error. */
static int is_inside(struct vfs_node *directory, const struct vfs_node *node)
{
	const struct vfs_node *root = directory->mount->root;
	struct vfs_node *above;
	unsigned steps = 0;
	int result = 0;

	vfs_get(directory);
	while (result == 0 && !vfs_same(directory, node)) {
		if (vfs_same(directory, root)) {
			vfs_put(directory);
			return 0;
		}
		result = directory->ops->parent(directory, &above);
		if (result == 0 && ++steps > DEPTH) {
			vfs_put(above);
			result = -ELOOP;
		}
		if (result == 0) {
			vfs_put(directory);
			directory = above;
		}
	}
	vfs_put(directory);
	return result == 0 ? 1 : result;
}

static int check_types(const struct vfs_pair *pair, const struct renamed *what)
{
	bool directory = S_ISDIR(what->node->type);
	const struct vfs_node *replaced = what->replaced;

	if ((pair->from.slash || pair->to.slash) && !directory)
		return -ENOTDIR;
	if (replaced != NULL && S_ISDIR(replaced->type) && !directory)
		return -EISDIR;
	if (replaced != NULL && !S_ISDIR(replaced->type) && directory)
		return -ENOTDIR;
	if (vfs_is_covered(what->node) ||
	    (replaced != NULL && vfs_is_covered(replaced)))
		return -EBUSY;
	return vfs_check_writable(what->node);
}

static int check(const struct vfs_pair *pair, const struct renamed *what)
{
	int result;

	if (S_ISDIR(what->node->type)) {
		result = is_inside(pair->to.node, what->node);
		if (result != 0)
			return result < 0 ? result : -EINVAL;
	}
	if (what->replaced != NULL && S_ISDIR(what->replaced->type)) {
		result = is_inside(pair->from.node, what->replaced);
		if (result != 0)
			return result < 0 ? result : -ENOTEMPTY;
	}
	return check_types(pair, what);
}

static int change_name(struct vfs_pair *pair, const struct renamed *what)
{
	struct vfs_path *from = &pair->from, *to = &pair->to;
	int result = check(pair, what);

	if (result < 0)
		return result;
	/* Two names of one file: both stay. */
	if (what->replaced != NULL && vfs_same(what->node, what->replaced))
		return 0;
	return from->node->ops->rename(from->node, from->last, what->node,
				       to->node, to->last, what->replaced);
}

static int find_and_rename(struct vfs_pair *pair)
{
	struct renamed what = { NULL, NULL };
	int result;

	if (!vfs_last_is_name(&pair->from) || !vfs_last_is_name(&pair->to))
		return -EINVAL;
	result = vfs_last(&pair->from, &what.node);
	if (result < 0)
		return result;
	result = vfs_last(&pair->to, &what.replaced);
	if (result == -ENOENT)
		result = 0;
	if (result == 0) {
		result = change_name(pair, &what);
		if (what.replaced != NULL)
			vfs_put(what.replaced);
	}
	vfs_put(what.node);
	return result;
}

int renameat(int from_folder, const char *from, int to_folder, const char *to)
{
	struct vfs_pair pair;
	int result = vfs_find_pair(&pair, from_folder, from, VFS_PARENT,
				   to_folder, to);

	if (result == 0) {
		result = find_and_rename(&pair);
		vfs_end_pair(&pair);
	}
	return (int)syscall_result(result);
}

int rename(const char *from, const char *to)
{
	return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

/* newlib calls this name. */
int _rename(const char *from, const char *to)
{
	return rename(from, to);
}
