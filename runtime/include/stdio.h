/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * newlib's header, and the functions that it does not declare.
 */
#include_next <stdio.h>

#ifndef _DENALI_STDIO_H
#define _DENALI_STDIO_H

__BEGIN_DECLS

#if __POSIX_VISIBLE >= 200809
/* Reads up to the end of a line, or to delimiter, into *line, which grows by
 * realloc(); how many characters that is, or -1: the end, or an error. */
ssize_t getline(char **__restrict line, size_t *__restrict room,
		FILE *__restrict file);
ssize_t getdelim(char **__restrict line, size_t *__restrict room, int delimiter,
		 FILE *__restrict file);
#endif

__END_DECLS

#endif
