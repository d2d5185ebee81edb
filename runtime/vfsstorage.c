/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What can be done with open files of the virtual file system besides reading
 * and writing: storage.h.
 */
#include "storage.h"

#include <errno.h>
#include <sys/uio.h>

#include "vfsstorage.h"
#include "vfswrite.h"

static struct vfs_node *lock_node(struct file *file)
{
	struct vfs_node *node = vfs_file_node(file);

	vfs_lock(node->mount);
	return node;
}

static ssize_t file_pread(struct file *file, void *data, size_t length,
			  off_t offset)
{
	struct vfs_node *node = lock_node(file);
	ssize_t result = -EISDIR;

	if (!S_ISDIR(node->type))
		result = node->ops->read(node, data, length, offset);
	vfs_unlock(node->mount);
	return result;
}

static ssize_t file_pwrite(struct file *file, const void *data, size_t length,
			   off_t offset)
{
	struct iovec piece;

	piece.iov_base = (void *)(uintptr_t)data;
	piece.iov_len = length;
	return vfs_write_at(file, &piece, 1, offset);
}

static int file_truncate(struct file *file, off_t size)
{
	struct vfs_node *node = lock_node(file);
	int result = -EINVAL;

	if (S_ISREG(node->type))
		result = node->ops->truncate(node, size);
	vfs_unlock(node->mount);
	return result;
}

static int file_sync(struct file *file, bool data_only)
{
	struct vfs_node *node = lock_node(file);
	int result = 0;

	if (node->ops->sync != NULL)
		result = node->ops->sync(node, data_only);
	vfs_unlock(node->mount);
	return result;
}

static int file_allocate(struct file *file, off_t offset, off_t length)
{
	struct vfs_node *node = lock_node(file);
	int result = -EOPNOTSUPP;

	if (!S_ISREG(node->type))
		result = -ENODEV;
	else if (node->ops->allocate != NULL)
		result = node->ops->allocate(node, offset, length);
	vfs_unlock(node->mount);
	return result;
}

static const void *file_view(struct file *file, off_t offset, size_t *length)
{
	struct vfs_node *node = lock_node(file);
	const void *view = NULL;

	if (node->ops->view != NULL)
		view = node->ops->view(node, offset, length);
	vfs_unlock(node->mount);
	return view;
}

static int file_change(struct file *file, const struct vfs_change *change)
{
	struct vfs_node *node = lock_node(file);
	int result = vfs_change(node, change);

	vfs_unlock(node->mount);
	return result;
}

const struct storage_calls vfs_storage = {
	.pread = file_pread,
	.pwrite = file_pwrite,
	.truncate = file_truncate,
	.sync = file_sync,
	.allocate = file_allocate,
	.view = file_view,
	.getdents = vfs_getdents,
	.change = file_change,
	.node = vfs_file_node,
};
