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

/* struct ifreq *, struct ifconf *: see <net/if.h>, without which they fail. */
#define SIOCGIFNAME 0x8910
#define SIOCGIFCONF 0x8912
#define SIOCGIFFLAGS 0x8913
#define SIOCGIFADDR 0x8915
#define SIOCGIFBRDADDR 0x8919
#define SIOCGIFNETMASK 0x891b
#define SIOCGIFMTU 0x8921
#define SIOCGIFHWADDR 0x8927
#define SIOCGIFINDEX 0x8933

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
