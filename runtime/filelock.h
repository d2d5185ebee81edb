/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Locks on ranges of files within the VM.  Their owners are the process, by
 * fcntl() and lockf(), and open files, by the F_OFD_* commands of fcntl().
 * What the process has locked, no call of the process waits for: locks are felt
 * between open files, and between these and the process.
 */
#ifndef RUNTIME_FILELOCK_H
#define RUNTIME_FILELOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "file.h"

/* The last byte that a file can have. */
#define FILELOCK_END ((off_t)INT64_MAX)

struct filelock {
	const struct file *owner; /* NULL: the process */
	short type;               /* F_RDLCK, F_WRLCK; F_UNLCK gives up */
	off_t first, last;        /* bytes */
};

/* Sets or gives up a lock, in place of what the owner has there.  Waits for
 * others to give theirs up, or fails with -EAGAIN.  -EINTR; -ENOLCK: there is
 * no memory.  A lock ends, at the latest, with the open file that it was set
 * by. */
int filelock_set(struct file *file, const struct filelock *lock, bool wait);

/* Replaces *lock by one of another owner that it would have to wait for; its
 *  type becomes F_UNLCK if there is none.  0, or what stat() fails with. */
int filelock_test(struct file *file, struct filelock *lock);

/* A descriptor of the file is being closed: the process gives up all its locks
 * on the file, whatever it set them by. */
void filelock_closed(struct file *file);

/* The lock commands of fcntl(). */
int filelock_control(struct file *file, int command, struct flock *flock);

#endif
