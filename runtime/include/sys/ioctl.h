/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What can be asked of a descriptor besides: little.
 */
#ifndef _SYS_IOCTL_H
#define _SYS_IOCTL_H

#include <sys/cdefs.h>

#define FIONREAD 0x541B /* int *: bytes that can be read without blocking */
#define FIONBIO 0x5421  /* int *: not 0: do not block */

#define TIOCGWINSZ 0x5413 /* no terminal here: fails with ENOTTY */

struct winsize {
	unsigned short ws_row;
	unsigned short ws_col;
	unsigned short ws_xpixel;
	unsigned short ws_ypixel;
};

__BEGIN_DECLS

int ioctl(int, unsigned long, ...);

__END_DECLS

#endif
