/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What can be done with open files that store something: those of the virtual
 * file system.  file->ops->storage leads to these calls; where it is NULL the
 * file is a pipe, a socket, the console and so on.  Private to the runtime.
 *
 * Results and errors as in file.h.  Whether the file is open for reading or for
 * writing is the caller's to check, as it is for ops->read and ops->write;
 * lengths and offsets are not negative.  Calls may block for I/O.
 */
#ifndef RUNTIME_STORAGE_H
#define RUNTIME_STORAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct file;
struct iovec;
struct vfs_change;
struct vfs_node;

/* Any of these may be NULL: the default in brackets. */
struct storage_calls {
	/* As read and write, at a place; the file's position stays.  A write
	 * to a file in append mode goes to its end. [ESPIPE] */
	ssize_t (*pread)(struct file *file, void *data, size_t length,
			 off_t offset);
	ssize_t (*pwrite)(struct file *file, const void *data, size_t length,
			  off_t offset);
	/* [EINVAL] */
	int (*truncate)(struct file *file, off_t size);
	/* fsync, fdatasync. [EINVAL] */
	int (*sync)(struct file *file, bool data_only);
	/* vfs_ops.allocate. [ENODEV] */
	int (*allocate)(struct file *file, off_t offset, off_t length);
	/* vfs_ops.view: good while the file is open. [NULL] */
	const void *(*view)(struct file *file, off_t offset, size_t *length);
	/* Fills data with struct dirent from the position on: how many bytes.
	 * -EINVAL: no room for one. [ENOTDIR] */
	int (*getdents)(struct file *file, void *data, size_t room);
	/* Attributes: fchmod, fchown, futimens. [EINVAL] */
	int (*change)(struct file *file, const struct vfs_change *change);
	/* The node that was opened, which is good while the file is. [NULL] */
	struct vfs_node *(*node)(struct file *file);
};

/* Only programs with calls that go by ops->storage have these, and those calls
 * have them by this. */
extern const struct storage_calls vfs_storage;
extern const struct storage_calls device_storage;
static const struct storage_calls *const storage_needed[]
	__attribute__((used)) = { &vfs_storage, &device_storage };

#endif
