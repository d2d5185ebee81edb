/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * newlib's, and what it declares for other systems only.
 */
#ifndef _DENALI_SYS_STAT_H
#define _DENALI_SYS_STAT_H

#include_next <sys/stat.h>

__BEGIN_DECLS

int lstat(const char *__restrict, struct stat *__restrict);
int mknod(const char *path, mode_t mode, dev_t device); /* -1: EROFS */

/* Times for utimensat(), which fails. */
#ifndef UTIME_NOW
#define UTIME_NOW (-2L)
#define UTIME_OMIT (-1L)
#endif

__END_DECLS

#endif
