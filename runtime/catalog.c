/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Catalogues of messages, of which there are none.
 */
#include <nl_types.h>
#include <stdint.h>

#include "syscall.h"

nl_catd catopen(const char *name, int flag)
{
	(void)name;
	(void)flag;
	return (nl_catd)syscall_result(-ENOENT);
}

char *catgets(nl_catd catalog, int set, int number, const char *message)
{
	(void)catalog;
	(void)set;
	(void)number;
	return (char *)(uintptr_t)message;
}

int catclose(nl_catd catalog)
{
	(void)catalog;
	return (int)syscall_result(-EBADF);
}
