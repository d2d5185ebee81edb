/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What can be asked of a descriptor.  There are no other processes, hence no
 * locks against them, and close-on-exec is only remembered.
 */
#include <fcntl.h>
#include <stdarg.h>

#include "descriptors.h"
#include "file.h"
#include "syscall.h"

#define SETTABLE (O_NONBLOCK | O_APPEND)

static int duplicate(struct file *file, long least, int fd_flags_wanted)
{
	int fd;

	if (least < 0 || least >= descriptors_limit)
		return -EINVAL;
	file_get(file);
	fd = fd_install_from(file, (int)least);
	if (fd < 0)
		file_put(file);
	else
		fd_set_flags(fd, fd_flags_wanted);
	return fd;
}

static int control(int fd, struct file *file, int command, long argument)
{
	switch (command) {
	case F_DUPFD:
		return duplicate(file, argument, 0);
	case F_DUPFD_CLOEXEC:
		return duplicate(file, argument, FD_CLOEXEC);
	case F_GETFD:
		return fd_flags(fd);
	case F_SETFD:
		return fd_set_flags(fd, (int)argument);
	case F_GETFL:
		return file->flags;
	case F_SETFL:
		file->flags = (file->flags & ~SETTABLE) |
			      ((int)argument & SETTABLE);
		return 0;
	case F_GETLK:
		((struct flock *)argument)->l_type = F_UNLCK;
		return 0;
	case F_SETLK:
	case F_SETLKW:
		return 0;
	default:
		return -EINVAL;
	}
}

int fcntl(int fd, int command, ...)
{
	struct file *file = fd_get(fd);
	va_list list;
	int result;

	if (file == NULL)
		return (int)syscall_result(-EBADF);
	va_start(list, command);
	result = control(fd, file, command, va_arg(list, long));
	va_end(list);
	file_put(file);
	return (int)syscall_result(result);
}
