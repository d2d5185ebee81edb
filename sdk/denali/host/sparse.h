/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Files that are mostly holes: disks.
 */
#ifndef DENALI_HOST_SPARSE_H
#define DENALI_HOST_SPARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define SPARSE_PIECE 0x40000u /* the longest that take is given */

/* Give take all of the file that is not zero, in order; false from it ends
 * that.  False: it, or, with errno, a read has failed. */
bool sparse_read(int fd,
		 bool (*take)(void *context, uint64_t offset, const void *data,
			      size_t length),
		 void *context);

/* Write what the first file has that is not zero over the second; make the
 * second one, which is empty, what the first is.  False, with errno. */
bool sparse_write(int from, int to);
bool sparse_copy(int from, int to);

/* All of it at that place of a file; false, with errno. */
bool sparse_put(int fd, uint64_t offset, const void *data, size_t length);

#endif
