/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The working directory.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "syscall.h"
#include "vfsmount.h"
#include "vfsname.h"

VFS_NEEDS(vfs_begin_in);

/* A reference, and its mount is used; NULL: the root.  Changed with preemption
 * disabled, and the old one is given up after that: so whoever has its mount's
 * lock and finds it here may refer to it. */
static struct vfs_node *working;

static struct vfs_node *use_working(void)
{
	struct vfs_node *node;

	ilw_preempt_disable();
	node = working != NULL ? working : vfs_root;
	vfs_use(node->mount);
	ilw_preempt_enable();
	return node;
}

struct vfs_node *vfs_working(void)
{
	for (;;) {
		struct vfs_node *node = use_working();
		struct vfs_mount *mount = node->mount;

		vfs_lock(mount);
		if (node == (working != NULL ? working : vfs_root)) {
			vfs_get(node);
			return node;
		}
		vfs_unlock(mount);
		vfs_leave(mount);
	}
}

/* Takes the reference over. */
static void replace_working(struct vfs_node *node)
{
	struct vfs_node *old;
	struct vfs_mount *mount;

	ilw_preempt_disable();
	old = working;
	working = node;
	ilw_preempt_enable();
	if (old == NULL)
		return;
	mount = old->mount;
	vfs_lock(mount);
	vfs_put(old);
	vfs_unlock(mount);
	vfs_leave(mount);
}

static int go_to(int folder, const char *name)
{
	struct vfs_path path;
	struct vfs_node *node;
	int result = vfs_find(&path, folder, name, VFS_FOLLOW);

	if (result < 0)
		return result;
	node = path.node;
	if (!S_ISDIR(node->type)) {
		vfs_end(&path);
		return -ENOTDIR;
	}
	vfs_get(node);
	vfs_use(node->mount);
	vfs_end(&path);
	replace_working(node);
	return 0;
}

int chdir(const char *name)
{
	return (int)syscall_result(go_to(AT_FDCWD, name));
}

int fchdir(int fd)
{
	if (fd == AT_FDCWD)
		return (int)syscall_result(-EBADF);
	return (int)syscall_result(go_to(fd, "."));
}

static int working_name(char *name)
{
	struct vfs_path path;
	int result = vfs_find(&path, AT_FDCWD, ".", 0);

	if (result == 0) {
		result = vfs_name_of(&path, name);
		vfs_end(&path);
	}
	return result;
}

static int copy_name(char **to, size_t room)
{
	char *name = malloc(PATH_MAX);
	int result = -ENOMEM;

	if (name != NULL)
		result = working_name(name);
	if (result == 0 && *to == NULL && room == 0)
		room = strlen(name) + 1;
	if (result == 0 && strlen(name) >= room)
		result = -ERANGE;
	if (result == 0 && *to == NULL) {
		*to = malloc(room);
		result = *to == NULL ? -ENOMEM : 0;
	}
	if (result == 0)
		strcpy(*to, name);
	free(name);
	return result;
}

/* Without a buffer it makes one of the size asked for, or as is needed. */
char *getcwd(char *name, size_t room)
{
	int result = -EINVAL;

	if (name == NULL || room != 0)
		result = copy_name(&name, room);
	return syscall_result(result) == 0 ? name : NULL;
}

int chroot(const char *name)
{
	struct vfs_path path;
	int result = vfs_find(&path, AT_FDCWD, name, VFS_FOLLOW);

	if (result == 0) {
		result = S_ISDIR(path.node->type) ? -EPERM : -ENOTDIR;
		vfs_end(&path);
	}
	return (int)syscall_result(result);
}
