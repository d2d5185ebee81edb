/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Parts of what can be done with files of the virtual file system.
 */
#ifndef RUNTIME_VFSSTORAGE_H
#define RUNTIME_VFSSTORAGE_H

#include "vfsfile.h"

/* storage_calls.getdents */
int vfs_getdents(struct file *file, void *data, size_t room);

/* As vfs_ops.change, with its mount locked: -EROFS where nothing can be
 * changed. */
int vfs_change(struct vfs_node *node, const struct vfs_change *change);

#endif
