/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Open files of the virtual file system.
 */
#ifndef RUNTIME_VFSFILE_H
#define RUNTIME_VFSFILE_H

#include <errno.h>

#include "file.h"
#include "vfs.h"

struct vfs_file {
	struct file file;
	struct vfs_node *node; /* a reference; its mount is used */
	off_t position;        /* in directories: readdir's cursor */
};

extern const struct file_ops vfs_file_ops;

static inline struct vfs_file *vfs_file_of(struct file *file)
{
	return (struct vfs_file *)(void *)file;
}

/* The node behind an open file; NULL: it is not one of these. */
static inline struct vfs_node *vfs_file_node(struct file *file)
{
	return file->ops == &vfs_file_ops ? vfs_file_of(file)->node : NULL;
}

/* Opens a node as open(2) does after finding it, but for O_TRUNC; its mount
 * is locked.  Errors as there. */
int vfs_open(struct vfs_node *node, int flags, struct file **file);

/* Makes an open file of a node, whose ops use vfs_file_stat and vfs_file_close.
 * -ENOMEM. */
int vfs_open_as(struct vfs_node *node, int flags, const struct file_ops *ops,
		struct file **file);
int vfs_file_stat(struct file *file, struct stat *status);
int vfs_file_close(struct file *file);

/* Takes a descriptor for what vfs_open made, if it did (result 0): the
 * descriptor, or a negative errno value. */
int vfs_install(int result, struct file *file, int flags);

/* As ops->stat, and what is the VFS's to tell. */
int vfs_stat(struct vfs_node *node, struct stat *status);

/* A change of a node that writes to its file system: may it be? */
static inline int vfs_check_writable(const struct vfs_node *node)
{
	return node->mount->read_only ? -EROFS : 0;
}

/* vfs_file_ops.write, for programs that open files for writing. */
ssize_t vfs_file_write(struct file *file, const void *data, size_t length);
ssize_t vfs_file_writev(struct file *file, const struct iovec *pieces,
			int count);

/* Opens a FIFO, which waits for the other end: its mount's lock is given up
 * meanwhile.  There where one can be made. -ENXIO, -EINTR. */
int vfs_open_fifo(struct vfs_node *node, int flags, struct file **file);

#endif
