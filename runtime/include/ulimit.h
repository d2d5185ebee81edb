/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Limits of the process, by POSIX's older call: see getrlimit().
 */
#ifndef _ULIMIT_H
#define _ULIMIT_H

#include <sys/cdefs.h>

#define UL_GETFSIZE 1 /* of a file, in blocks of 512 bytes */
#define UL_SETFSIZE 2

__BEGIN_DECLS

/* -1: EINVAL, EPERM. */
long ulimit(int command, ...);

__END_DECLS

#endif
