/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Attributes of files: modes, owners, times.
 */
#include <errno.h>

#include "vfspath.h"
#include "vfsstorage.h"

int vfs_change(struct vfs_node *node, const struct vfs_change *change)
{
	int result = vfs_check_writable(node);

	if (result == 0)
		result = node->ops->change != NULL ?
				 node->ops->change(node, change) :
				 -EROFS;
	return result;
}
