/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The one name of a file that has neither symbolic links nor dots.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "syscall.h"
#include "vfsname.h"

/* To the directory that has the file, past symbolic links at the end. */
static int find_directory(struct vfs_path *path, const char *name)
{
	struct vfs_node *node = NULL;
	int result = vfs_begin(path, AT_FDCWD, name);

	while (result == 0) {
		result = vfs_walk(path, VFS_PARENT);
		if (result < 0)
			break;
		result = vfs_last_is_name(path) ? vfs_last(path, &node) :
						  -ENOENT;
		if (result == 0 && !S_ISLNK(node->type)) {
			vfs_put(node);
			return 0;
		}
		if (result == 0)
			result = vfs_follow(path, node);
		if (result < 0)
			vfs_end(path);
	}
	return result;
}

static int name_of_file(const char *name, char *out)
{
	char last[NAME_MAX + 1];
	struct vfs_path path;
	size_t length;
	int result = find_directory(&path, name);

	if (result < 0)
		return result;
	memcpy(last, path.last.text, path.last.length);
	last[path.last.length] = '\0';
	result = vfs_name_of(&path, out);
	vfs_end(&path);
	if (result < 0)
		return result;
	length = strlen(out);
	if (out[length - 1] == '/')
		length--;
	if (length + 1 + strlen(last) >= PATH_MAX)
		return -ENAMETOOLONG;
	out[length] = '/';
	strcpy(out + length + 1, last);
	return 0;
}

static int name_of(const char *name, char *out)
{
	struct vfs_path path;
	int result;

	if (name == NULL)
		return -EINVAL;
	result = vfs_find(&path, AT_FDCWD, name, VFS_FOLLOW);
	if (result < 0)
		return result;
	if (!S_ISDIR(path.node->type)) {
		vfs_end(&path);
		return name_of_file(name, out);
	}
	result = vfs_name_of(&path, out);
	vfs_end(&path);
	return result;
}

char *realpath(const char *restrict name, char *restrict resolved)
{
	char *out = resolved != NULL ? resolved : malloc(PATH_MAX);
	int result = out != NULL ? name_of(name, out) : -ENOMEM;

	if (syscall_result(result) == 0)
		return out;
	if (resolved == NULL)
		free(out);
	return NULL;
}
