/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * newlib's, with paths as long as Linux has them.
 */
#ifndef _DENALI_SYS_SYSLIMITS_H
#define _DENALI_SYS_SYSLIMITS_H

#include_next <sys/syslimits.h>

#undef PATH_MAX
#define PATH_MAX 4096

#endif
