/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The name of the controlling terminal, if there were one. */
char *ctermid(char *buffer)
{
	static char own[L_ctermid];

	return strcpy(buffer != NULL ? buffer : own, "/dev/tty");
}
