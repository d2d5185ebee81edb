/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * From one open file to another, inside.
 */
#ifndef RUNTIME_FILECOPY_H
#define RUNTIME_FILECOPY_H

#include <sys/types.h>

#include "file.h"

/* Where the bytes come from: a file that stores them, and a place in it. */
struct file_source {
	struct file *file;
	off_t offset; /* moves */
};

/* Gets up to length bytes to `to`, which may take fewer: how many; 0: the end.
 * to_offset: where to, moves; NULL: as write does. */
ssize_t file_copy(struct file_source *from, struct file *to, off_t *to_offset,
		  size_t length);

/* The place that a call means: *offset, or the file's position. */
off_t file_place(struct file *file, const off_t *offset);
/* Leaves it where the call has got to. */
void file_set_place(struct file *file, off_t *offset, off_t place);

#endif
