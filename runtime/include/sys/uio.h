/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Scattered reads and writes.
 */
#ifndef _SYS_UIO_H
#define _SYS_UIO_H

#include <limits.h>
#include <sys/cdefs.h>
#include <sys/types.h>

#ifndef IOV_MAX
#define IOV_MAX 1024
#endif
#define UIO_MAXIOV IOV_MAX

struct iovec {
	void *iov_base;
	size_t iov_len;
};

__BEGIN_DECLS

ssize_t readv(int, const struct iovec *, int);
ssize_t writev(int, const struct iovec *, int);
/* At a place, the file's position kept; a piece after another. */
ssize_t preadv(int, const struct iovec *, int, off_t);
ssize_t pwritev(int, const struct iovec *, int, off_t);

__END_DECLS

#endif
