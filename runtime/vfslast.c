/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The last name of a path, for calls that make it or take it away.
 */
#include <errno.h>

#include "vfspath.h"

bool vfs_last_is_name(const struct vfs_path *path)
{
	const char *text = path->last.text;

	switch (path->last.length) {
	case 0:
		return false;
	case 1:
		return text[0] != '.';
	case 2:
		return text[0] != '.' || text[1] != '.';
	default:
		return true;
	}
}

int vfs_last(struct vfs_path *path, struct vfs_node **node)
{
	return path->node->ops->lookup(path->node, path->last, node);
}
