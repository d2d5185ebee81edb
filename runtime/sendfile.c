/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <limits.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

#include "filecopy.h"
#include "storage.h"
#include "syscall.h"

static int check(const struct file *to, struct file *from)
{
	struct stat status = { 0 };

	if ((from->flags & O_ACCMODE) == O_WRONLY ||
	    (to->flags & O_ACCMODE) == O_RDONLY || to->ops->write == NULL)
		return -EBADF;
	if (from->ops->storage == NULL || from->ops->storage->pread == NULL ||
	    (to->flags & O_APPEND))
		return -EINVAL;
	if (from->ops->stat != NULL && from->ops->stat(from, &status) < 0)
		return -EIO;
	return S_ISREG(status.st_mode) ? 0 : -EINVAL;
}

static ssize_t send(struct file *to, struct file *from, off_t *offset,
		    size_t length)
{
	struct file_source source = { from, 0 };
	ssize_t result = check(to, from);

	if (result < 0)
		return result;
	source.offset = file_place(from, offset);
	if (source.offset < 0)
		return (ssize_t)source.offset;
	if (length == 0)
		return 0;
	if (length > SSIZE_MAX)
		length = SSIZE_MAX;
	result = file_copy(&source, to, NULL, length);
	if (result > 0)
		file_set_place(from, offset, source.offset);
	return result;
}

static ssize_t send_once(int out, int in, off_t *offset, size_t length)
{
	struct file *to = fd_get(out), *from = fd_get(in);
	ssize_t result = -EBADF;

	if (to != NULL && from != NULL)
		result = send(to, from, offset, length);
	if (to != NULL)
		file_put(to);
	if (from != NULL)
		file_put(from);
	return result;
}

ssize_t sendfile(int out, int in, off_t *offset, size_t length)
{
	ssize_t result;

	SYSCALL_BLOCKING(result, send_once(out, in, offset, length));
	if (result == -EPIPE)
		syscall_broken_pipe();
	return syscall_result(result);
}
