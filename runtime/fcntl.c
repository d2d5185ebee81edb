/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What can be asked of a descriptor.  There are no other programs to begin, so
 * that close-on-exec is only remembered.
 */
#include <fcntl.h>
#include <stdarg.h>

#include "descriptors.h"
#include "file.h"
#include "filelock.h"
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
	case F_SETLK:
	case F_SETLKW:
	case F_OFD_GETLK:
	case F_OFD_SETLK:
	case F_OFD_SETLKW:
		return filelock_control(file, command,
					(struct flock *)argument);
	default:
		return -EINVAL;
	}
}

static int control_once(int fd, int command, long argument)
{
	struct file *file = fd_get(fd);
	int result;

	if (file == NULL)
		return -EBADF;
	result = control(fd, file, command, argument);
	file_put(file);
	return result;
}

int fcntl(int fd, int command, ...)
{
	va_list list;
	long argument;
	int result;

	va_start(list, command);
	argument = va_arg(list, long);
	va_end(list);
	SYSCALL_BLOCKING(result, control_once(fd, command, argument));
	return (int)syscall_result(result);
}
