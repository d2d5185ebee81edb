/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * newlib's, and the program's name, which the GNU C library has here: the first
 * argument, and what of it follows the last slash.
 */
#ifndef _DENALI_ERRNO_H
#define _DENALI_ERRNO_H

#include_next <errno.h>
#include <sys/cdefs.h>

#if __GNU_VISIBLE

__BEGIN_DECLS

extern char *program_invocation_name;
extern char *program_invocation_short_name;

__END_DECLS

#endif

#endif
