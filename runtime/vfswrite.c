/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Writing to files of the virtual file system: each write is one step to all
 * others who read and write the file, a gathered one too.
 */
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <sys/uio.h>

#include "vfswrite.h"

/* Largest off_t, whatever its size. */
#define OFFSET_MAX ((off_t)(((uint64_t)1 << (8 * sizeof(off_t) - 1)) - 1))

static ssize_t write_piece(struct vfs_node *node, const void *data,
			   size_t length, off_t offset)
{
	if (length == 0)
		return 0;
	if (offset >= OFFSET_MAX)
		return -EFBIG;
	if ((off_t)length > OFFSET_MAX - offset)
		length = (size_t)(OFFSET_MAX - offset);
	return node->ops->write(node, data, length, offset);
}

static ssize_t write_pieces(struct vfs_node *node, const struct iovec *pieces,
			    int count, off_t offset)
{
	ssize_t total = 0;

	for (int i = 0; i < count; i++) {
		ssize_t part = write_piece(node, pieces[i].iov_base,
					   pieces[i].iov_len, offset + total);

		if (part < 0)
			return total != 0 ? total : part;
		total += part;
		if ((size_t)part < pieces[i].iov_len)
			break;
	}
	return total;
}

static int end_of(struct vfs_node *node, off_t *end)
{
	struct stat status = { 0 };
	int result = node->ops->stat(node, &status);

	*end = status.st_size;
	return result;
}

/* With the lock. */
static ssize_t write_at(struct file *file, const struct iovec *pieces,
			int count, off_t *offset)
{
	struct vfs_node *node = vfs_file_node(file);
	ssize_t result = 0;
	int error;

	if (file->flags & O_APPEND)
		result = end_of(node, offset);
	if (result == 0)
		result = write_pieces(node, pieces, count, *offset);
	if (result <= 0)
		return result;
	*offset += result;
	error = 0;
	if ((file->flags & O_SYNC) && node->ops->sync != NULL)
		error = node->ops->sync(node, false);
	return error < 0 ? error : result;
}

ssize_t vfs_write_at(struct file *file, const struct iovec *pieces, int count,
		     off_t offset)
{
	struct vfs_mount *mount = vfs_file_node(file)->mount;
	ssize_t result;

	vfs_lock(mount);
	result = write_at(file, pieces, count, &offset);
	vfs_unlock(mount);
	return result;
}

ssize_t vfs_file_writev(struct file *file, const struct iovec *pieces,
			int count)
{
	struct vfs_mount *mount = vfs_file_node(file)->mount;
	ssize_t result;

	vfs_lock(mount);
	result = write_at(file, pieces, count, &vfs_file_of(file)->position);
	vfs_unlock(mount);
	return result;
}

ssize_t vfs_file_write(struct file *file, const void *data, size_t length)
{
	struct iovec piece;

	piece.iov_base = (void *)(uintptr_t)data;
	piece.iov_len = length;
	return vfs_file_writev(file, &piece, 1);
}
