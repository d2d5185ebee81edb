/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * FIFOs, and what else can be made by its type.  Devices are in /dev and
 * nowhere else.
 */
#include <fcntl.h>
#include <sys/stat.h>

#include "syscall.h"
#include "vfsfile.h"
#include "vfsmake.h"

VFS_NEEDS(vfs_open_fifo);

int mknodat(int folder, const char *name, mode_t mode, dev_t device)
{
	mode_t type = (mode & S_IFMT) == 0 ? S_IFREG : mode & S_IFMT;
	int result = -EINVAL;

	(void)device;
	if (S_ISREG(type) || S_ISFIFO(type) || S_ISSOCK(type))
		result = vfs_make(folder, name, type | vfs_new_mode(mode),
				  NULL);
	else if (S_ISCHR(type) || S_ISBLK(type) || S_ISDIR(type))
		result = -EPERM;
	return (int)syscall_result(result);
}

int mknod(const char *name, mode_t mode, dev_t device)
{
	return mknodat(AT_FDCWD, name, mode, device);
}

int mkfifoat(int folder, const char *name, mode_t mode)
{
	return mknodat(folder, name, S_IFIFO | (mode & 07777), 0);
}

int mkfifo(const char *name, mode_t mode)
{
	return mkfifoat(AT_FDCWD, name, mode);
}
