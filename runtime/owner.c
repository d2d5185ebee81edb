/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Owners and modes of files, which are read-only.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "refuse.h"

int chown(const char *path, uid_t owner, gid_t group)
{
	(void)owner;
	(void)group;
	return refuse_path(path);
}

int lchown(const char *path, uid_t owner, gid_t group)
{
	return chown(path, owner, group);
}

int fchown(int fd, uid_t owner, gid_t group)
{
	(void)owner;
	(void)group;
	return refuse_fd(fd);
}

int fchmod(int fd, mode_t mode)
{
	(void)mode;
	return refuse_fd(fd);
}
