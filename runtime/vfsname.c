/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A directory's path is found from below: its number among the entries of the
 * one above, and so on.  So nothing needs to be kept, and a directory that is
 * renamed has its new name.
 */
#include "vfsname.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "tree.h"

VFS_NEEDS(tree_readdir);

#pragma weak vfs_above

static int find_number(struct vfs_node *directory, ino_t number,
		       struct vfs_entry *entry)
{
	uint32_t cursor = 0;
	int result;

	do {
		result = directory->ops->readdir(directory, &cursor, entry);
	} while (result > 0 &&
		 (entry->number != number || strcmp(entry->name, ".") == 0 ||
		  strcmp(entry->name, "..") == 0));
	if (result < 0)
		return result;
	return result == 0 ? -ENOENT : 0;
}

/* One up: the name of where the walk was. */
static int climb(struct vfs_path *path, struct vfs_entry *entry)
{
	ino_t number = path->node->number;
	struct vfs_node *above;
	int result = path->node->ops->parent(path->node, &above);

	if (result < 0)
		return result;
	vfs_put(path->node);
	path->node = above;
	return find_number(above, number, entry);
}

int vfs_name_of(struct vfs_path *path, char *name)
{
	struct vfs_entry entry;
	size_t at = PATH_MAX - 1;
	int result = 0;

	name[at] = '\0';
	for (;;) {
		size_t length;

		if (vfs_above != NULL)
			vfs_above(path);
		if (vfs_same(path->node, vfs_root))
			break;
		result = climb(path, &entry);
		if (result < 0)
			return result;
		length = strlen(entry.name);
		if (length + 1 > at)
			return -ENAMETOOLONG;
		at -= length + 1;
		name[at] = '/';
		memcpy(name + at + 1, entry.name, length);
	}
	if (name[at] == '\0')
		name[--at] = '/';
	memmove(name, name + at, PATH_MAX - at);
	return 0;
}
