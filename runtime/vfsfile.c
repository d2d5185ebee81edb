/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Open files of the virtual file system: opening, reading, positions.
 */
#include "vfsfile.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "vfspath.h"

#define KEPT (O_ACCMODE | O_APPEND | O_NONBLOCK | O_SYNC)

struct storage_calls;
extern const struct storage_calls vfs_storage;

#pragma weak vfs_storage
#pragma weak vfs_file_write
#pragma weak vfs_file_writev
#pragma weak vfs_open_fifo

static ssize_t file_read(struct file *file, void *data, size_t length)
{
	struct vfs_file *open = vfs_file_of(file);
	struct vfs_node *node = open->node;
	ssize_t result;

	if (S_ISDIR(node->type))
		return -EISDIR;
	vfs_lock(node->mount);
	result = node->ops->read(node, data, length, open->position);
	if (result > 0)
		open->position += result;
	vfs_unlock(node->mount);
	return result;
}

int vfs_stat(struct vfs_node *node, struct stat *status)
{
	status->st_dev = node->mount->device;
	return node->ops->stat(node, status);
}

int vfs_file_stat(struct file *file, struct stat *status)
{
	struct vfs_node *node = vfs_file_of(file)->node;
	int result;

	vfs_lock(node->mount);
	result = vfs_stat(node, status);
	vfs_unlock(node->mount);
	return result;
}

/* Where to count from; negative: an errno value. */
static off_t base(struct vfs_file *open, int whence)
{
	struct stat status;
	int result;

	if (whence == SEEK_SET)
		return 0;
	if (whence == SEEK_CUR)
		return open->position;
	if (whence != SEEK_END)
		return -EINVAL;
	result = vfs_stat(open->node, &status);
	return result < 0 ? result : status.st_size;
}

static off_t seek(struct vfs_file *open, off_t offset, int whence)
{
	off_t position = base(open, whence);

	if (position < 0)
		return position;
	position = (off_t)((uint64_t)position + (uint64_t)offset);
	if (position < 0)
		return offset < 0 ? -EINVAL : -EOVERFLOW;
	open->position = position;
	return position;
}

static off_t file_seek(struct file *file, off_t offset, int whence)
{
	struct vfs_file *open = vfs_file_of(file);
	off_t result;

	vfs_lock(open->node->mount);
	result = seek(open, offset, whence);
	vfs_unlock(open->node->mount);
	return result;
}

int vfs_file_close(struct file *file)
{
	struct vfs_node *node = vfs_file_of(file)->node;
	struct vfs_mount *mount = node->mount;

	vfs_lock(mount);
	vfs_put(node);
	vfs_unlock(mount);
	vfs_leave(mount);
	free(vfs_file_of(file));
	return 0;
}

const struct file_ops vfs_file_ops = {
	.read = file_read,
	.write = vfs_file_write,
	.writev = vfs_file_writev,
	.seek = file_seek,
	.stat = vfs_file_stat,
	.close = vfs_file_close,
	.storage = &vfs_storage,
};

static int check(const struct vfs_node *node, int flags)
{
	bool writes = (flags & O_ACCMODE) != O_RDONLY || (flags & O_TRUNC);

	if (S_ISLNK(node->type))
		return -ELOOP;
	if (S_ISDIR(node->type))
		return writes || (flags & O_CREAT) ? -EISDIR : 0;
	if (flags & O_DIRECTORY)
		return -ENOTDIR;
	if (S_ISREG(node->type) && writes)
		return vfs_check_writable(node);
	return 0;
}

int vfs_open_as(struct vfs_node *node, int flags, const struct file_ops *ops,
		struct file **file)
{
	struct vfs_file *open = malloc(sizeof(*open));

	if (open == NULL)
		return -ENOMEM;
	file_init(&open->file, ops, flags & KEPT);
	vfs_get(node);
	vfs_use(node->mount);
	open->node = node;
	open->position = 0;
	*file = &open->file;
	return 0;
}

int vfs_open(struct vfs_node *node, int flags, struct file **file)
{
	int result = check(node, flags);

	if (result < 0)
		return result;
	if (S_ISREG(node->type) || S_ISDIR(node->type))
		return vfs_open_as(node, flags, &vfs_file_ops, file);
	if (node->ops->open != NULL)
		return node->ops->open(node, flags, file);
	if (S_ISFIFO(node->type) && vfs_open_fifo != NULL)
		return vfs_open_fifo(node, flags, file);
	return -ENXIO;
}

int vfs_install(int result, struct file *file, int flags)
{
	if (result < 0)
		return result;
	result = fd_install(file);
	if (result < 0)
		file_put(file);
	else if (flags & O_CLOEXEC)
		fd_set_flags(result, FD_CLOEXEC);
	return result;
}
