/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Opening by name, making what is not there if that is asked for.
 */
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "syscall.h"
#include "vfsfile.h"
#include "vfspath.h"

VFS_NEEDS(vfs_begin_in);
VFS_NEEDS(vfs_file_write);
VFS_NEEDS(vfs_mounts);

int _open(const char *path, int flags, ...);

/* The mode is passed only with flags that make a file. */
#define MODE(result, flags)                                                    \
	do {                                                                   \
		va_list list;                                                  \
                                                                               \
		va_start(list, flags);                                         \
		(result) = (flags)&O_CREAT ? va_arg(list, mode_t) : 0;         \
		va_end(list);                                                  \
	} while (0)

static int make(struct vfs_path *path, mode_t mode)
{
	struct vfs_node *node = NULL;
	int result = vfs_check_writable(path->node);

	if (path->slash)
		result = -EISDIR;
	if (result == 0)
		result = path->node->ops->create(path->node, path->last,
						 S_IFREG | vfs_new_mode(mode),
						 &node);
	if (result == 0)
		vfs_go(path, node);
	return result;
}

/* One turn: 1 if the path goes on, by a symbolic link. */
static int reach(struct vfs_path *path, int flags, mode_t mode, bool *made)
{
	struct vfs_node *node;
	int result;

	if (!vfs_last_is_name(path))
		return flags & O_EXCL ? -EEXIST : -EISDIR;
	result = vfs_last(path, &node);
	if (result == -ENOENT) {
		*made = true;
		return make(path, mode);
	}
	if (result < 0)
		return result;
	if (S_ISLNK(node->type) && !(flags & (O_EXCL | O_NOFOLLOW))) {
		result = vfs_follow(path, node);
		return result < 0 ? result : 1;
	}
	vfs_go(path, node);
	if (flags & O_EXCL)
		return -EEXIST;
	return path->slash && !S_ISDIR(path->node->type) ? -ENOTDIR : 0;
}

/* As vfs_find, but makes a file. */
static int find_or_make(struct vfs_path *path, int folder, const char *name,
			int flags, mode_t mode, bool *made)
{
	int result = vfs_begin(path, folder, name);

	if (result < 0)
		return result;
	do {
		result = vfs_walk(path, VFS_PARENT);
		if (result < 0)
			return result;
		result = reach(path, flags, mode, made);
	} while (result > 0);
	if (result < 0)
		vfs_end(path);
	return result;
}

/* O_TRUNC: gives the file up where that fails. */
static int cut(struct file *file)
{
	struct vfs_node *node = vfs_file_node(file);
	int result;

	if (node == NULL || !S_ISREG(node->type))
		return 0;
	vfs_lock(node->mount);
	/* By /dev/fd it may be any file. */
	result = vfs_check_writable(node);
	if (result == 0)
		result = node->ops->truncate(node, 0);
	vfs_unlock(node->mount);
	if (result < 0)
		file_put(file);
	return result;
}

static int open_at(int folder, const char *name, int flags, mode_t mode)
{
	struct vfs_path path;
	struct file *file;
	bool made = false;
	int result;

	if ((flags & O_ACCMODE) == O_ACCMODE)
		return -EINVAL;
	/* Before anything is made or cut. */
	result = fd_check();
	if (result < 0)
		return result;
	if (flags & O_CREAT)
		result = find_or_make(&path, folder, name, flags, mode, &made);
	else
		result = vfs_find(&path, folder, name,
				  flags & O_NOFOLLOW ? 0 : VFS_FOLLOW);
	if (result < 0)
		return result;
	result = vfs_open(path.node, flags, &file);
	vfs_end(&path);
	if (result == 0 && !made && (flags & O_TRUNC))
		result = cut(file);
	return vfs_install(result, file, flags);
}

int openat(int folder, const char *name, int flags, ...)
{
	mode_t mode;
	int result;

	MODE(mode, flags);
	SYSCALL_BLOCKING(result, open_at(folder, name, flags, mode));
	return (int)syscall_result(result);
}

int open(const char *name, int flags, ...)
{
	mode_t mode;

	MODE(mode, flags);
	return openat(AT_FDCWD, name, flags, mode);
}

/* newlib calls this name. */
int _open(const char *name, int flags, ...)
{
	mode_t mode;

	MODE(mode, flags);
	return openat(AT_FDCWD, name, flags, mode);
}

int creat(const char *name, mode_t mode)
{
	return openat(AT_FDCWD, name, O_WRONLY | O_CREAT | O_TRUNC, mode);
}
