/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <unistd.h>

#include "file.h"
#include "syscall.h"

/* newlib's popen and friends call the second name. */
int _close(int fd);

int close(int fd)
{
	syscall_testcancel();
	return (int)syscall_result(fd_close(fd));
}

int _close(int fd)
{
	return close(fd);
}
