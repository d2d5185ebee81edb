/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <sys/uio.h>

#include "file.h"
#include "syscall.h"

/* A short write ends it; what came before an error counts. */
static ssize_t write_each(struct file *file, const struct iovec *pieces,
			  int count)
{
	ssize_t total = 0;

	for (int i = 0; i < count; i++) {
		size_t length = pieces[i].iov_len;
		ssize_t part;

		if (length == 0)
			continue;
		part = file->ops->write(file, pieces[i].iov_base, length);
		if (part < 0)
			return total != 0 ? total : part;
		total += part;
		if ((size_t)part < length)
			break;
	}
	return total;
}

static ssize_t writev_once(int fd, const struct iovec *pieces, int count)
{
	struct file *file = fd_get(fd);
	ssize_t result = -EBADF;

	if (file == NULL)
		return result;
	if (count <= 0 || count > IOV_MAX)
		result = -EINVAL;
	else if ((file->flags & O_ACCMODE) == O_RDONLY)
		result = -EBADF;
	else if (file->ops->writev != NULL)
		result = file->ops->writev(file, pieces, count);
	else if (file->ops->write != NULL)
		result = write_each(file, pieces, count);
	file_put(file);
	return result;
}

ssize_t writev(int fd, const struct iovec *pieces, int count)
{
	ssize_t result;

	SYSCALL_BLOCKING(result, writev_once(fd, pieces, count));
	if (result == -EPIPE)
		syscall_broken_pipe();
	return syscall_result(result);
}
