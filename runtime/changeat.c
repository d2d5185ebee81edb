/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Changes to files that begin at an open folder: all fail as those that begin
 * at the root do.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "at.h"
#include "refuse.h"

int fchmodat(int folder, const char *path, mode_t mode, int flags)
{
	(void)mode;
	(void)flags;
	return at_root(folder, path) ? refuse_path(path) : -1;
}

int fchownat(int folder, const char *path, uid_t owner, gid_t group, int flags)
{
	(void)owner;
	(void)group;
	return fchmodat(folder, path, 0, flags);
}

int utimensat(int folder, const char *path, const struct timespec *times,
	      int flags)
{
	(void)times;
	return fchmodat(folder, path, 0, flags);
}

int unlinkat(int folder, const char *path, int flags)
{
	(void)flags;
	return at_root(folder, path) ? unlink(path) : -1;
}

int renameat(int folder, const char *from, int to_folder, const char *to)
{
	(void)to_folder;
	(void)to;
	return fchmodat(folder, from, 0, 0);
}

int linkat(int folder, const char *from, int to_folder, const char *to,
	   int flags)
{
	(void)to_folder;
	(void)to;
	return fchmodat(folder, from, 0, flags);
}

static int refuse_new_at(int folder, const char *path)
{
	return at_root(folder, path) ? refuse_new(path) : -1;
}

int mkdirat(int folder, const char *path, mode_t mode)
{
	(void)mode;
	return refuse_new_at(folder, path);
}

int mkfifoat(int folder, const char *path, mode_t mode)
{
	(void)mode;
	return refuse_new_at(folder, path);
}

int mknodat(int folder, const char *path, mode_t mode, dev_t device)
{
	(void)mode;
	(void)device;
	return refuse_new_at(folder, path);
}

int symlinkat(const char *to, int folder, const char *path)
{
	(void)to;
	return refuse_new_at(folder, path);
}
