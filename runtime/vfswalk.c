/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Walking along paths: the part that every program with files has.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "vfspath.h"

#pragma weak vfs_begin_in
#pragma weak vfs_follow
#pragma weak vfs_below
#pragma weak vfs_above
#pragma weak vfs_working

void vfs_enter(struct vfs_path *path, struct vfs_node *node)
{
	vfs_use(node->mount);
	vfs_lock(node->mount);
	vfs_get(node);
	path->node = node;
}

int vfs_begin(struct vfs_path *path, int folder, const char *name)
{
	*path = (struct vfs_path){ .rest = name };
	if (*name == '\0')
		return -ENOENT;
	if (strnlen(name, PATH_MAX) == PATH_MAX)
		return -ENAMETOOLONG;
	if (*name != '/' && folder != AT_FDCWD)
		return vfs_begin_in(path, folder);
	if (*name != '/' && vfs_working != NULL)
		path->node = vfs_working();
	else
		vfs_enter(path, vfs_root);
	return 0;
}

/* What the last reference frees may take locks: after ours is given up. */
void vfs_end(struct vfs_path *path)
{
	struct vfs_mount *mount = path->node->mount;

	vfs_put(path->node);
	vfs_unlock(mount);
	vfs_leave(mount);
	free(path->text);
	if (path->folder != NULL)
		file_put(path->folder);
}

void vfs_go(struct vfs_path *path, struct vfs_node *child)
{
	vfs_put(path->node);
	path->node = child;
	if (vfs_below != NULL)
		vfs_below(path);
}

/* The directory above the root is the root. */
static int go_up(struct vfs_path *path)
{
	struct vfs_node *above;
	int result;

	if (vfs_above != NULL)
		vfs_above(path);
	if (vfs_same(path->node, path->node->mount->root))
		return 0;
	result = path->node->ops->parent(path->node, &above);
	if (result == 0)
		vfs_go(path, above);
	return result;
}

/* By path->last. */
static int step(struct vfs_path *path, bool follow)
{
	const char *text = path->last.text;
	struct vfs_node *child;
	int result;

	if (text[0] == '.' && path->last.length == 1)
		return 0;
	if (text[0] == '.' && text[1] == '.' && path->last.length == 2)
		return go_up(path);
	result = path->node->ops->lookup(path->node, path->last, &child);
	if (result < 0)
		return result;
	if (S_ISLNK(child->type) && follow && vfs_follow != NULL)
		return vfs_follow(path, child);
	vfs_go(path, child);
	return 0;
}

/* One name further.  1: the walk is at its end. */
static int advance(struct vfs_path *path, unsigned how)
{
	const char *name = path->rest, *after;

	if (*name != '\0' && !S_ISDIR(path->node->type))
		return -ENOTDIR;
	name += strspn(name, "/");
	path->last.text = name;
	path->last.length = strcspn(name, "/");
	path->rest = after = name + path->last.length;
	if (after == name)
		return 1;
	if (path->last.length > NAME_MAX)
		return -ENAMETOOLONG;
	path->slash = *after != '\0';
	after += strspn(after, "/");
	if (*after != '\0')
		how = VFS_FOLLOW;
	if (how & VFS_PARENT)
		return 1;
	return step(path, path->slash || (how & VFS_FOLLOW));
}

int vfs_walk(struct vfs_path *path, unsigned how)
{
	int result;

	do {
		result = advance(path, how);
	} while (result == 0);
	if (result > 0)
		return 0;
	vfs_end(path);
	return result;
}

int vfs_find(struct vfs_path *path, int folder, const char *name, unsigned how)
{
	int result = vfs_begin(path, folder, name);

	return result == 0 ? vfs_walk(path, how) : result;
}
