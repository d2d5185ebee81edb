/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The first walk's lock is given up during the second, its reference is not: a
 * directory may have been removed meanwhile, which file systems check.
 */
#include "vfspair.h"

#include <errno.h>

/* Of a path whose lock has been given up. */
static void end_unlocked(struct vfs_path *path)
{
	vfs_lock(path->node->mount);
	vfs_end(path);
}

int vfs_find_pair(struct vfs_pair *pair, int from_folder, const char *from,
		  unsigned from_how, int to_folder, const char *to)
{
	int result = vfs_find(&pair->from, from_folder, from, from_how);

	if (result < 0)
		return result;
	vfs_unlock(pair->from.node->mount);
	result = vfs_find(&pair->to, to_folder, to, VFS_PARENT);
	if (result == 0 && pair->to.node->mount != pair->from.node->mount) {
		vfs_end(&pair->to);
		result = -EXDEV;
	}
	if (result < 0)
		end_unlocked(&pair->from);
	return result;
}

void vfs_end_pair(struct vfs_pair *pair)
{
	vfs_end(&pair->to);
	end_unlocked(&pair->from);
}
