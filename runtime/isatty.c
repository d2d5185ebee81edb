/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Nothing here is a terminal; see consolefile.c.
 */
#include <unistd.h>

#include "file.h"
#include "syscall.h"

int _isatty(int fd);

int isatty(int fd)
{
	struct file *file = fd_get(fd);

	if (file != NULL)
		file_put(file);
	errno = file != NULL ? ENOTTY : EBADF;
	return 0;
}

/* newlib's streams ask by this name. */
int _isatty(int fd)
{
	return isatty(fd);
}
