/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <sys/uio.h>

#include "file.h"
#include "syscall.h"

/* A short read ends it; what came before an error counts. */
static ssize_t read_each(struct file *file, const struct iovec *pieces,
			 int count)
{
	ssize_t total = 0;

	for (int i = 0; i < count; i++) {
		size_t length = pieces[i].iov_len;
		ssize_t part;

		if (length == 0)
			continue;
		part = file->ops->read(file, pieces[i].iov_base, length);
		if (part < 0)
			return total != 0 ? total : part;
		total += part;
		if ((size_t)part < length)
			break;
	}
	return total;
}

static ssize_t readv_once(int fd, const struct iovec *pieces, int count)
{
	struct file *file = fd_get(fd);
	ssize_t result = -EBADF;

	if (file == NULL)
		return result;
	if (count <= 0 || count > IOV_MAX)
		result = -EINVAL;
	else if ((file->flags & O_ACCMODE) == O_WRONLY)
		result = -EBADF;
	else if (file->ops->readv != NULL)
		result = file->ops->readv(file, pieces, count);
	else if (file->ops->read != NULL)
		result = read_each(file, pieces, count);
	file_put(file);
	return result;
}

ssize_t readv(int fd, const struct iovec *pieces, int count)
{
	ssize_t result;

	SYSCALL_BLOCKING(result, readv_once(fd, pieces, count));
	return syscall_result(result);
}
