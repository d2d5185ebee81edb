/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <string.h>
#include <unistd.h>

#include "syscall.h"

#define LOGIN "root"

int getlogin_r(char *name, size_t size)
{
	if (size < sizeof LOGIN)
		return ERANGE;
	memcpy(name, LOGIN, sizeof LOGIN);
	return 0;
}

char *getlogin(void)
{
	static char name[] = LOGIN;

	return name;
}
