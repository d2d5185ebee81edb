/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Reading and writing scattered memory at a place, one piece after another.
 */
#include <stdbool.h>
#include <sys/uio.h>

#include "cursor.h"
#include "storageio.h"
#include "syscall.h"

static ssize_t move_each(struct file *file, const struct iovec *pieces,
			 int count, off_t offset, bool out)
{
	ssize_t total = 0;

	for (int i = 0; i < count; i++) {
		void *data = pieces[i].iov_base;
		size_t length = pieces[i].iov_len;
		ssize_t part = out ? file_write_at(file, data, length,
						   offset + total) :
				     file_read_at(file, data, length,
						  offset + total);

		if (part < 0)
			return total != 0 ? total : part;
		total += part;
		if ((size_t)part < length)
			break;
	}
	return total;
}

static ssize_t move(int fd, const struct iovec *pieces, int count, off_t offset,
		    bool out)
{
	struct file *file;
	ssize_t result;

	if (count <= 0 || count > IOV_MAX)
		return -EINVAL;
	result = pieces_length(pieces, count);
	if (result < 0)
		return result;
	file = fd_get(fd);
	if (file == NULL)
		return -EBADF;
	result = move_each(file, pieces, count, offset, out);
	file_put(file);
	return result;
}

ssize_t preadv(int fd, const struct iovec *pieces, int count, off_t offset)
{
	ssize_t result;

	SYSCALL_BLOCKING(result, move(fd, pieces, count, offset, false));
	return syscall_result(result);
}

ssize_t pwritev(int fd, const struct iovec *pieces, int count, off_t offset)
{
	ssize_t result;

	SYSCALL_BLOCKING(result, move(fd, pieces, count, offset, true));
	return syscall_result(result);
}
