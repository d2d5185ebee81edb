/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * When a file was read and written, to the second; newlib does not declare it.
 */
#ifndef _UTIME_H
#define _UTIME_H

#include <sys/cdefs.h>
#include <sys/types.h>

__BEGIN_DECLS

struct utimbuf {
	time_t actime;
	time_t modtime;
};

/* -1: ENOENT, EROFS. */
int utime(const char *path, const struct utimbuf *times);

__END_DECLS

#endif
