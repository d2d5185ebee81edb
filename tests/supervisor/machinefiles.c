/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A disk that can be full: the supervisor's writes to files come here (the
 * linker's --wrap), and fail as long as the machine says so.
 */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "machineinside.h"

ssize_t __real_write(int fd, const void *data, size_t length);
ssize_t __wrap_write(int fd, const void *data, size_t length);

ssize_t __wrap_write(int fd, const void *data, size_t length)
{
	struct stat status;

	if (machine.full && fstat(fd, &status) == 0 &&
	    S_ISREG(status.st_mode)) {
		errno = ENOSPC;
		return -1;
	}
	return __real_write(fd, data, length);
}
