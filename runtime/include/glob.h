/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * newlib's header, and names that it lacks.  Where nothing matches, glob()
 * returns 0 and no paths; a backslash is taken for itself unless GLOB_QUOTE is
 * given.
 */
#ifndef _DENALI_GLOB_H
#define _DENALI_GLOB_H

#include_next <glob.h>

#define GLOB_NOESCAPE 0
#define GLOB_ABORTED GLOB_ABEND
#define GLOB_NOMATCH (-3)

#endif
