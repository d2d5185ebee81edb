/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Mappings of files.  A mapping is a copy of the file's bytes.  One that is
 * shared and may be written is remembered, and its bytes go into the file when
 * it is synced, when it is unmapped, and at the end of the program.
 */
#ifndef RUNTIME_FILEMAP_H
#define RUNTIME_FILEMAP_H

#include <sys/types.h>

#include "mapping.h"

/* A mapping of a descriptor's file, read into memory that is mapped there for
 * reading and writing.  -EBADF, -EACCES, -ENODEV, -ENOMEM, -EIO. */
int filemap_fill(struct page_range range, int fd, off_t offset);

/* Whether a descriptor's file can be mapped so: 0 or an error as above. */
int filemap_check(int fd, int protection, int flags);

/* Remembers a mapping that is shared and may be written. */
int filemap_share(struct page_range range, int fd, off_t offset);

/* Writes what of the range is shared into files, to stable storage if durable
 * is true.  Only programs that share files have these two. */
int filemap_sync(struct page_range range, bool durable) __attribute__((weak));
/* The same, and forgets it.  0, whatever became of the bytes; -ENOMEM. */
int filemap_forget(struct page_range range) __attribute__((weak));
/* For all there are, at the program's end. */
void filemap_stop(void) __attribute__((weak));

#endif
