/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Limits of files: the same for all that a path or a descriptor can name.
 */
#include <limits.h>
#include <unistd.h>

#include "file.h"
#include "syscall.h"

static long limit_of(int name)
{
	switch (name) {
	case _PC_LINK_MAX:
		return 1;
	case _PC_MAX_CANON:
		return MAX_CANON;
	case _PC_MAX_INPUT:
		return MAX_INPUT;
	case _PC_NAME_MAX:
		return NAME_MAX;
	case _PC_PATH_MAX:
		return PATH_MAX;
	case _PC_PIPE_BUF:
		return PIPE_BUF;
	case _PC_CHOWN_RESTRICTED:
		return _POSIX_CHOWN_RESTRICTED;
	case _PC_NO_TRUNC:
		return _POSIX_NO_TRUNC;
	case _PC_VDISABLE:
		return _POSIX_VDISABLE;
	case _PC_FILESIZEBITS:
		return 32;
	case _PC_TIMESTAMP_RESOLUTION:
		return 1000000000;
	default:
		break;
	}
	if (name < 0 || name > _PC_TIMESTAMP_RESOLUTION)
		return syscall_result(-EINVAL);
	return -1;
}

long pathconf(const char *path, int name)
{
	if (access(path, F_OK) != 0)
		return -1;
	return limit_of(name);
}

long fpathconf(int fd, int name)
{
	struct file *file = fd_get(fd);

	if (file == NULL)
		return syscall_result(-EBADF);
	file_put(file);
	return limit_of(name);
}
