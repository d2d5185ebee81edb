/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * newlib's configuration, with POSIX's type for what read() and write() return
 * (newlib's own choice for this target is int, of the same size).
 */
#ifndef _DENALI_SYS_CONFIG_H
#define _DENALI_SYS_CONFIG_H

#include_next <sys/config.h>

#undef _READ_WRITE_RETURN_TYPE
#define _READ_WRITE_RETURN_TYPE _ssize_t

#endif
