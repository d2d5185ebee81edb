/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * newlib's, and the names of interfaces for large files.
 */
#ifndef _DENALI_SYS_TYPES_H
#define _DENALI_SYS_TYPES_H

#include_next <sys/types.h>

#include <sys/_largefile.h>

#endif
