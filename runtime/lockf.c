/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Locks on files against other processes, of which there are none.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "syscall.h"

int lockf(int fd, int request, off_t length)
{
	struct stat status;

	(void)length;
	if (fstat(fd, &status) != 0)
		return -1;
	if (request < F_ULOCK || request > F_TEST)
		return (int)syscall_result(-EINVAL);
	return 0;
}
