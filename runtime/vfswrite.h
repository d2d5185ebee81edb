/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Writing to open files of the virtual file system.
 */
#ifndef RUNTIME_VFSWRITE_H
#define RUNTIME_VFSWRITE_H

#include "vfsfile.h"

/* At a place, the file's position kept; at the end in append mode. */
ssize_t vfs_write_at(struct file *file, const struct iovec *pieces, int count,
		     off_t offset);

#endif
