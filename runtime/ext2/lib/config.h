/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What libext2fs asks its configure script: here it says so itself.  There is
 * no operating system below it whose files it could open.
 */
#ifndef CONFIG_H
#define CONFIG_H

#define OMIT_COM_ERR 1 /* it says nothing to the console */
#define NO_INLINE_FUNCS 1
#define HAVE_ERRNO_H 1
#define HAVE_STDLIB_H 1
#define HAVE_STRING_H 1
#define HAVE_SYS_TYPES_H 1
#define HAVE_UNISTD_H 1
#define HAVE_SYS_STAT_H 1
#define HAVE_POSIX_MEMALIGN 1

#endif
