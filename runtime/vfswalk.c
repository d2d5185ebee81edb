/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Walking along paths: the part that every program with files has.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "vfsfile.h"
#include "vfspath.h"

#pragma weak vfs_follow
#pragma weak vfs_below
#pragma weak vfs_above
#pragma weak vfs_working

static void enter(struct vfs_path *path, struct vfs_node *node)
{
	vfs_use(node->mount);
	vfs_lock(node->mount);
	vfs_get(node);
	path->node = node;
}

static int begin_at(struct vfs_path *path, int folder)
{
	struct file *file;

	if (folder == AT_FDCWD) {
		if (vfs_working == NULL)
			enter(path, vfs_root);
		else
			path->node = vfs_working();
		return 0;
	}
	file = fd_get(folder);
	if (file == NULL)
		return -EBADF;
	if (vfs_file_node(file) == NULL) {
		file_put(file);
		return -ENOTDIR;
	}
	path->folder = file;
	enter(path, vfs_file_node(file));
	return 0;
}

int vfs_begin(struct vfs_path *path, int folder, const char *name)
{
	*path = (struct vfs_path){ .rest = name };
	if (*name == '\0')
		return -ENOENT;
	if (strnlen(name, PATH_MAX) == PATH_MAX)
		return -ENAMETOOLONG;
	if (*name != '/')
		return begin_at(path, folder);
	enter(path, vfs_root);
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

static bool is_dots(struct vfs_name name, size_t count)
{
	return name.length == count && name.text[0] == '.' &&
	       name.text[count - 1] == '.';
}

static int look_up(const struct vfs_path *path, struct vfs_name name,
		   struct vfs_node **node)
{
	return path->node->ops->lookup(path->node, name, node);
}

static int step(struct vfs_path *path, struct vfs_name name, bool follow)
{
	struct vfs_node *child;
	int result;

	if (is_dots(name, 1))
		return 0;
	if (is_dots(name, 2))
		return go_up(path);
	result = look_up(path, name, &child);
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
	struct vfs_name name;
	const char *after;

	name.text = path->rest + strspn(path->rest, "/");
	if ((name.text != path->rest || *name.text != '\0') &&
	    !S_ISDIR(path->node->type))
		return -ENOTDIR;
	name.length = strcspn(name.text, "/");
	path->rest = after = name.text + name.length;
	path->last = name;
	if (name.length == 0)
		return 1;
	if (name.length > NAME_MAX)
		return -ENAMETOOLONG;
	path->slash = *after != '\0';
	after += strspn(after, "/");
	if (*after == '\0' && (how & VFS_PARENT))
		return 1;
	return step(path, name,
		    path->slash || *after != '\0' || (how & VFS_FOLLOW));
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
