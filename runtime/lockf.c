/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Locks from the position on.
 */
#include <fcntl.h>
#include <unistd.h>

#include "syscall.h"

static int test(int fd, struct flock *lock)
{
	if (fcntl(fd, F_GETLK, lock) != 0)
		return -1;
	return lock->l_type == F_UNLCK ? 0 : (int)syscall_result(-EACCES);
}

int lockf(int fd, int request, off_t length)
{
	struct flock lock = {
		.l_type = request == F_ULOCK ? F_UNLCK : F_WRLCK,
		.l_whence = SEEK_CUR,
		.l_len = length,
	};

	switch (request) {
	case F_TEST:
		return test(fd, &lock);
	case F_ULOCK:
	case F_TLOCK:
		return fcntl(fd, F_SETLK, &lock);
	case F_LOCK:
		return fcntl(fd, F_SETLKW, &lock);
	default:
		return (int)syscall_result(-EINVAL);
	}
}
