/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A disk that can be full, or slow: the supervisor's writes to files come here
 * (the linker's --wrap), and fail or take longer as long as the machine says
 * so.
 */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "machineinside.h"

ssize_t __real_write(int fd, const void *data, size_t length);
ssize_t __wrap_write(int fd, const void *data, size_t length);

static bool is_file(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

ssize_t __wrap_write(int fd, const void *data, size_t length)
{
	if (machine.full && is_file(fd)) {
		errno = ENOSPC;
		return -1;
	}
	if (machine.slowness > 0 && is_file(fd))
		usleep(machine.slowness * 1000);
	return __real_write(fd, data, length);
}
