/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * There are no STREAMS; this is where POSIX has ioctl(), though.
 */
#ifndef _STROPTS_H
#define _STROPTS_H

#include <sys/ioctl.h>

#endif
