/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Permission bits: kept, though all is permitted.
 */
#include <fcntl.h>
#include <sys/stat.h>

#include "syscall.h"
#include "unix.h"
#include "vfsattribute.h"

static struct vfs_change permission(mode_t mode)
{
	return (struct vfs_change){ .what = VFS_MODE, .mode = mode & 07777 };
}

/* A symbolic link has no mode of its own. */
int fchmodat(int folder, const char *name, mode_t mode, int flags)
{
	struct vfs_change change = permission(mode);

	if (unix_path_exists != NULL && unix_path_exists(name))
		return 0;
	if (flags == AT_SYMLINK_NOFOLLOW)
		return (int)syscall_result(-EOPNOTSUPP);
	return attribute_by_name(folder, name, &change, flags);
}

int chmod(const char *name, mode_t mode)
{
	return fchmodat(AT_FDCWD, name, mode, 0);
}

int fchmod(int fd, mode_t mode)
{
	struct vfs_change change = permission(mode);

	return attribute_by_fd(fd, &change);
}
