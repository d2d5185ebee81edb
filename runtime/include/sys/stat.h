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

__END_DECLS

#endif
