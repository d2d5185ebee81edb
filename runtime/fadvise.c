/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Advice on files, which are in memory already.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

int posix_fadvise(int fd, off_t offset, off_t length, int advice)
{
	struct stat status;
	int before = errno, error = 0;

	(void)offset;
	if (fstat(fd, &status) != 0)
		error = errno;
	else if (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode))
		error = ESPIPE;
	else if (advice < POSIX_FADV_NORMAL || advice > POSIX_FADV_NOREUSE ||
		 length < 0)
		error = EINVAL;
	errno = before;
	return error;
}
