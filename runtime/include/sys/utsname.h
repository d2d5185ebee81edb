/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the program runs on.
 */
#ifndef _SYS_UTSNAME_H
#define _SYS_UTSNAME_H

#include <sys/cdefs.h>

struct utsname {
	char sysname[16];   /* Denali */
	char nodename[256]; /* as gethostname() */
	char release[16];   /* version of the contract with the kernel */
	char version[16];   /* Ilwaco */
	char machine[16];   /* i686 */
};

__BEGIN_DECLS

int uname(struct utsname *name);

__END_DECLS

#endif
