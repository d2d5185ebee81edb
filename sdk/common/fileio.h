/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What system calls on files leave to be done.
 */
#ifndef COMMON_FILEIO_H
#define COMMON_FILEIO_H

#include <stdbool.h>
#include <stddef.h>

/* Writes all of it, however many calls that takes; false, with errno: not all
 * could be written. */
bool write_whole(int fd, const void *data, size_t length);

/* Are both open descriptors of one file? */
bool is_same_file(int one, int other);

#endif
