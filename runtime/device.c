/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The devices that programs expect to find by name.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include <ilwaco/random.h>

#include "consolefile.h"
#include "tree.h"
#include "vfsfile.h"

struct storage_calls;
extern const struct storage_calls device_storage;

#pragma weak device_storage

static ssize_t read_nothing(struct file *file, void *data, size_t length)
{
	(void)file;
	(void)data;
	(void)length;
	return 0;
}

static ssize_t read_zeros(struct file *file, void *data, size_t length)
{
	(void)file;
	memset(data, 0, length);
	return (ssize_t)length;
}

static ssize_t read_random(struct file *file, void *data, size_t length)
{
	(void)file;
	ilw_random(data, length);
	return (ssize_t)length;
}

static ssize_t write_nowhere(struct file *file, const void *data, size_t length)
{
	(void)file;
	(void)data;
	return (ssize_t)length;
}

static ssize_t write_full(struct file *file, const void *data, size_t length)
{
	(void)file;
	(void)data;
	return length == 0 ? 0 : -ENOSPC;
}

static off_t stay(struct file *file, off_t offset, int whence)
{
	(void)file;
	(void)offset;
	(void)whence;
	return 0;
}

#define DEVICE_OPS(reader, writer)                                             \
	{                                                                      \
		.read = (reader), .write = (writer), .seek = stay,             \
		.stat = vfs_file_stat, .close = vfs_file_close,                \
		.storage = &device_storage                                     \
	}

static const struct file_ops ops[] = {
	[TREE_NULL - TREE_NULL] = DEVICE_OPS(read_nothing, write_nowhere),
	[TREE_ZERO - TREE_NULL] = DEVICE_OPS(read_zeros, write_nowhere),
	[TREE_FULL - TREE_NULL] = DEVICE_OPS(read_zeros, write_full),
	[TREE_RANDOM - TREE_NULL] = DEVICE_OPS(read_random, write_nowhere),
	[TREE_URANDOM - TREE_NULL] = DEVICE_OPS(read_random, write_nowhere),
};

/* A descriptor's file once more. */
static int open_descriptor(int fd, int flags, struct file **file)
{
	int mode = flags & O_ACCMODE;

	*file = fd_get(fd);
	if (*file == NULL)
		return -ENXIO;
	if (((*file)->flags & O_ACCMODE) == O_RDWR ||
	    ((*file)->flags & O_ACCMODE) == mode)
		return 0;
	file_put(*file);
	return -EACCES;
}

int device_open(struct vfs_node *node, int flags, struct file **file)
{
	unsigned fixed = tree_of(node)->fixed;

	if (fixed > TREE_FIXED)
		return open_descriptor((int)(fixed - TREE_FIXED - 1), flags,
				       file);
	if (fixed < TREE_STDIN) {
		file_get(&console_file);
		*file = &console_file;
		return 0;
	}
	if (fixed <= TREE_STDERR)
		return open_descriptor((int)(fixed - TREE_STDIN), flags, file);
	return vfs_open_as(node, flags, &ops[fixed - TREE_NULL], file);
}
