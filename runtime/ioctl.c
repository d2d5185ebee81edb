/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <stdarg.h>
#include <sys/ioctl.h>

#include "file.h"
#include "syscall.h"

static int set_nonblocking(struct file *file, const int *on)
{
	if (*on)
		file->flags |= O_NONBLOCK;
	else
		file->flags &= ~O_NONBLOCK;
	return 0;
}

int ioctl(int fd, unsigned long request, ...)
{
	struct file *file = fd_get(fd);
	int result = -ENOTTY;
	void *argument;
	va_list list;

	if (file == NULL)
		return (int)syscall_result(-EBADF);
	va_start(list, request);
	argument = va_arg(list, void *);
	va_end(list);
	if (request == FIONBIO)
		result = set_nonblocking(file, argument);
	else if (file->ops->ioctl != NULL)
		result = file->ops->ioctl(file, request, argument);
	file_put(file);
	return (int)syscall_result(result);
}
