/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <fcntl.h>
#include <sys/stat.h>

#include "syscall.h"
#include "vfsmake.h"

int mkdirat(int folder, const char *name, mode_t mode)
{
	return (int)syscall_result(
		vfs_make(folder, name, S_IFDIR | vfs_new_mode(mode), NULL));
}

int mkdir(const char *name, mode_t mode)
{
	return mkdirat(AT_FDCWD, name, mode);
}
