/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "syscall.h"
#include "vfsmake.h"

int symlinkat(const char *to, int folder, const char *name)
{
	int result;

	if (*to == '\0')
		result = -ENOENT;
	else if (strnlen(to, PATH_MAX) == PATH_MAX)
		result = -ENAMETOOLONG;
	else
		result = vfs_make(folder, name, S_IFLNK | 0777, to);
	return (int)syscall_result(result);
}

int symlink(const char *to, const char *name)
{
	return symlinkat(to, AT_FDCWD, name);
}
