/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Nothing that is written waits to be.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "syscall.h"
#include "vfsmount.h"

#pragma weak vfs_sync

void sync(void)
{
	if (vfs_sync != NULL)
		vfs_sync();
}

int fsync(int fd)
{
	struct stat status;

	if (fstat(fd, &status) != 0)
		return -1;
	if (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode))
		return (int)syscall_result(-EINVAL);
	return 0;
}

int fdatasync(int fd)
{
	return fsync(fd);
}
