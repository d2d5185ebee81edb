/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <stdlib.h>
#include <unistd.h>

#include <ilwaco/crash.h>

#include "filemap.h"
#include "vfsmount.h"

#pragma weak vfs_stop

/* Closes what the network has open.  Weak: there only with sockets. */
void net_stop(void) __attribute__((weak));

_Noreturn void _exit(int status)
{
	if (net_stop != NULL)
		net_stop();
	if (filemap_stop != NULL)
		filemap_stop();
	if (vfs_stop != NULL)
		vfs_stop();
	ilw_terminate(status);
}

_Noreturn void _Exit(int status)
{
	_exit(status);
}
