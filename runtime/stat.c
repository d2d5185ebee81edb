/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Status by name.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "syscall.h"
#include "unix.h"
#include "vfsfile.h"
#include "vfspath.h"

VFS_NEEDS(vfs_begin_in);

static int stat_at(int folder, const char *name, struct stat *status,
		   unsigned how)
{
	struct vfs_path path;
	int result;

	if (unix_path_exists != NULL && unix_path_exists(name)) {
		memset(status, 0, sizeof(*status));
		status->st_mode = S_IFSOCK | 0777;
		return 0;
	}
	result = vfs_find(&path, folder, name, how);
	if (result == 0) {
		memset(status, 0, sizeof(*status));
		result = vfs_stat(path.node, status);
		vfs_end(&path);
	}
	return (int)syscall_result(result);
}

int stat(const char *restrict name, struct stat *restrict status)
{
	return stat_at(AT_FDCWD, name, status, VFS_FOLLOW);
}

int lstat(const char *restrict name, struct stat *restrict status)
{
	return stat_at(AT_FDCWD, name, status, 0);
}

int fstatat(int folder, const char *restrict name, struct stat *restrict status,
	    int flags)
{
	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return (int)syscall_result(-EINVAL);
	if (*name == '\0' && (flags & AT_EMPTY_PATH))
		return folder == AT_FDCWD ? stat(".", status) :
					    fstat(folder, status);
	return stat_at(folder, name, status,
		       flags & AT_SYMLINK_NOFOLLOW ? 0 : VFS_FOLLOW);
}
