/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Terminals, of which there are none; see consolefile.c.
 */
#include <string.h>
#include <unistd.h>

#include "syscall.h"

/* ENOTTY, or EBADF. */
static int no_terminal(int fd)
{
	(void)isatty(fd);
	return errno;
}

char *ttyname(int fd)
{
	no_terminal(fd);
	return NULL;
}

int ttyname_r(int fd, char *name, size_t size)
{
	(void)name;
	(void)size;
	return no_terminal(fd);
}

pid_t tcgetpgrp(int fd)
{
	return (pid_t)syscall_result(-no_terminal(fd));
}

int tcsetpgrp(int fd, pid_t group)
{
	(void)group;
	return (int)syscall_result(-no_terminal(fd));
}
