/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>

#include "filecopy.h"
#include "storage.h"
#include "vfs.h"
#include "syscall.h"

static int check_regular(struct file *file)
{
	struct stat status = { 0 };

	if (file->ops->stat != NULL && file->ops->stat(file, &status) < 0)
		return -EIO;
	if (S_ISDIR(status.st_mode))
		return -EISDIR;
	return S_ISREG(status.st_mode) && file->ops->storage != NULL ? 0 :
								       -EINVAL;
}

static int check(struct file *from, struct file *to)
{
	int result;

	if ((from->flags & O_ACCMODE) == O_WRONLY ||
	    (to->flags & O_ACCMODE) == O_RDONLY || (to->flags & O_APPEND))
		return -EBADF;
	result = check_regular(from);
	return result < 0 ? result : check_regular(to);
}

/* Ranges of one file may not overlap. */
static bool overlap(struct file *from, off_t first, struct file *to,
		    off_t second, size_t length)
{
	const struct vfs_node *a = from->ops->storage->node(from);
	const struct vfs_node *b = to->ops->storage->node(to);

	return a->mount == b->mount && a->number == b->number &&
	       first < second + (off_t)length && second < first + (off_t)length;
}

static ssize_t copy(struct file *from, off_t *from_offset, struct file *to,
		    off_t *to_offset, size_t length)
{
	struct file_source source = { from, 0 };
	ssize_t result = check(from, to);
	off_t place;

	if (result < 0)
		return result;
	source.offset = file_place(from, from_offset);
	place = file_place(to, to_offset);
	if (length > SSIZE_MAX)
		length = SSIZE_MAX;
	if (source.offset < 0 || place < 0 ||
	    overlap(from, source.offset, to, place, length))
		return -EINVAL;
	if (length == 0)
		return 0;
	result = file_copy(&source, to, &place, length);
	if (result <= 0)
		return result;
	file_set_place(from, from_offset, source.offset);
	file_set_place(to, to_offset, place);
	return result;
}

static ssize_t copy_once(int in, off_t *in_offset, int out, off_t *out_offset,
			 size_t length)
{
	struct file *from = fd_get(in), *to = fd_get(out);
	ssize_t result = -EBADF;

	if (from != NULL && to != NULL)
		result = copy(from, in_offset, to, out_offset, length);
	if (from != NULL)
		file_put(from);
	if (to != NULL)
		file_put(to);
	return result;
}

ssize_t copy_file_range(int from, off_t *from_offset, int to, off_t *to_offset,
			size_t length, unsigned flags)
{
	ssize_t result = -EINVAL;

	if (flags == 0)
		SYSCALL_BLOCKING(result, copy_once(from, from_offset, to,
						   to_offset, length));
	return syscall_result(result);
}
