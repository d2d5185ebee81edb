/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Paths that begin at an open folder: the working one, or paths that begin at
 * the root.  Others are not supported.
 */
#include "at.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "syscall.h"

bool at_root(int folder, const char *path)
{
	struct stat status;

	if (path[0] == '/' || folder == AT_FDCWD)
		return true;
	if (fstat(folder, &status) == 0)
		errno = S_ISDIR(status.st_mode) ? ENOTSUP : ENOTDIR;
	return false;
}

int openat(int folder, const char *path, int flags, ...)
{
	return at_root(folder, path) ? open(path, flags, 0) : -1;
}

int fstatat(int folder, const char *restrict path, struct stat *restrict status,
	    int flags)
{
	if (flags & ~AT_SYMLINK_NOFOLLOW)
		return (int)syscall_result(-EINVAL);
	return at_root(folder, path) ? stat(path, status) : -1;
}

int faccessat(int folder, const char *path, int mode, int flags)
{
	if (flags & ~AT_EACCESS)
		return (int)syscall_result(-EINVAL);
	return at_root(folder, path) ? access(path, mode) : -1;
}

ssize_t readlinkat(int folder, const char *restrict path, char *restrict text,
		   size_t room)
{
	return at_root(folder, path) ? readlink(path, text, room) : -1;
}
