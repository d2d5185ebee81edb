/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Room for what will be written, under Linux's name.
 */
#include <fcntl.h>

#include "syscall.h"

int fallocate(int fd, int mode, off_t offset, off_t length)
{
	int error = EOPNOTSUPP;

	if (mode == 0)
		error = posix_fallocate(fd, offset, length);
	return (int)syscall_result(-error);
}
