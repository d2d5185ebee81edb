/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * newlib's configuration, with POSIX's type for what read() and write() return
 * (newlib's own choice for this target is int, of the same size), and with the
 * errno values that Linux and the BSDs have beyond POSIX's: programs name them.
 */
#ifndef _DENALI_SYS_CONFIG_H
#define _DENALI_SYS_CONFIG_H

#include_next <sys/config.h>

#undef _READ_WRITE_RETURN_TYPE
#define _READ_WRITE_RETURN_TYPE _ssize_t

#define __LINUX_ERRNO_EXTENSIONS__

#endif
