/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Reading and writing open files at a place, checked: for the calls that do.
 */
#ifndef RUNTIME_STORAGEIO_H
#define RUNTIME_STORAGEIO_H

#include <sys/types.h>

#include "file.h"

/* Moves up to length bytes; the file's position stays.  -EBADF: it is not open
 * for that; -EINVAL: a negative offset; -ESPIPE: it has no places. */
ssize_t file_read_at(struct file *file, void *data, size_t length,
		     off_t offset);
ssize_t file_write_at(struct file *file, const void *data, size_t length,
		      off_t offset);

#endif
