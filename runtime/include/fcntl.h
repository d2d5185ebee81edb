/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * newlib's header, and advice, which it lacks.
 */
#include_next <fcntl.h>

#ifndef _DENALI_FCNTL_H
#define _DENALI_FCNTL_H

#define POSIX_FADV_NORMAL 0
#define POSIX_FADV_SEQUENTIAL 1
#define POSIX_FADV_RANDOM 2
#define POSIX_FADV_WILLNEED 3
#define POSIX_FADV_DONTNEED 4
#define POSIX_FADV_NOREUSE 5

__BEGIN_DECLS

/* Both return the error.  Advice is not taken: 0, EBADF, EINVAL, ESPIPE. */
int posix_fadvise(int fd, off_t offset, off_t length, int advice);
/* EBADF: no file can be written; EINVAL. */
int posix_fallocate(int fd, off_t offset, off_t length);

__END_DECLS

#endif
