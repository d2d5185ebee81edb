/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Symbolic links on a path: the walk goes on with the link's text and what is
 * left of the path.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "vfspath.h"

/* The link's text with the rest behind it, in memory of its own. */
static int join(struct vfs_node *link, const char *rest, char **joined)
{
	char *text = malloc(PATH_MAX);
	ssize_t length;

	if (text == NULL)
		return -ENOMEM;
	length = link->ops->readlink(link, text, PATH_MAX);
	if (length == 0)
		length = -ENOENT;
	if (length > 0 && (size_t)length + strlen(rest) >= PATH_MAX)
		length = -ENAMETOOLONG;
	if (length < 0) {
		free(text);
		return (int)length;
	}
	strcpy(text + length, rest);
	*joined = text;
	return 0;
}

static void go_to_root(struct vfs_path *path)
{
	struct vfs_mount *mount = path->node->mount;

	vfs_put(path->node);
	vfs_unlock(mount);
	vfs_leave(mount);
	path->node = vfs_root;
	vfs_use(vfs_root->mount);
	vfs_lock(vfs_root->mount);
	vfs_get(vfs_root);
}

int vfs_follow(struct vfs_path *path, struct vfs_node *link)
{
	char *text = NULL;
	int result = -ELOOP;

	if (path->links++ < VFS_LINKS_MAX)
		result = join(link, path->rest, &text);
	vfs_put(link);
	if (result < 0)
		return result;
	free(path->text);
	path->rest = path->text = text;
	if (*text == '/')
		go_to_root(path);
	return 0;
}
