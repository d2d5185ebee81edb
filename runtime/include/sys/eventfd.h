/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Counters as files: one thread's word to another, which may wait for it with
 * poll, select or epoll.
 *
 * A read takes 8 bytes or more: the counter, which is 0 then, or with
 * EFD_SEMAPHORE 1, by which the counter is less then.  It waits while the
 * counter is 0.  A write of 8 bytes adds them; it waits while the sum would be
 * above UINT64_MAX - 1.  EAGAIN: would wait, and O_NONBLOCK is set.  EINVAL:
 * fewer than 8 bytes, or UINT64_MAX is written.  Readable: the counter is not
 * 0; writable: 1 can be added.
 */
#ifndef _SYS_EVENTFD_H
#define _SYS_EVENTFD_H

#include <fcntl.h>
#include <stdint.h>
#include <sys/cdefs.h>

#define EFD_SEMAPHORE 1
#define EFD_CLOEXEC O_CLOEXEC
#define EFD_NONBLOCK O_NONBLOCK

typedef uint64_t eventfd_t;

__BEGIN_DECLS

/* A descriptor for a new counter.  EINVAL: other flags; EMFILE, ENOMEM. */
int eventfd(unsigned int count, int flags);

/* read and write of 8 bytes; the result is 0 or -1. */
int eventfd_read(int fd, eventfd_t *count);
int eventfd_write(int fd, eventfd_t count);

__END_DECLS

#endif
