/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A shell, of which there is none.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "syscall.h"

SYSCALL_WARNING(system, "system always fails here: there is no shell");
SYSCALL_WARNING(popen, "popen always fails here: there is no shell");

int system(const char *command)
{
	if (command == NULL)
		return 0;
	return (int)syscall_result(-ENOSYS);
}

FILE *popen(const char *command, const char *mode)
{
	bool known = mode[0] == 'r' || mode[0] == 'w';

	(void)command;
	errno = known ? ENOSYS : EINVAL;
	return NULL;
}

/* No stream is of popen. */
int pclose(FILE *stream)
{
	(void)stream;
	return (int)syscall_result(-ECHILD);
}
