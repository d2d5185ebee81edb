/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Names of UNIX-domain sockets.  They exist in the memory of the VM alone,
 * apart from its files: two paths are the same if their letters are, and
 * directories need not exist.  A name is taken from bind() until unlink();
 * names that begin with a zero byte, from bind() until the socket is closed.
 *
 * Programs that do not include this header have no such sockets in them:
 * for them socket(AF_UNIX, ...) fails with EAFNOSUPPORT.
 */
#ifndef _SYS_UN_H
#define _SYS_UN_H

#include <sys/socket.h>

struct sockaddr_un {
	sa_family_t sun_family;
	char sun_path[108];
};

#define SUN_LEN(a) (sizeof(sa_family_t) + strlen((a)->sun_path))

/* Has the linker find the family. */
__asm__(".globl __unix_sockets");

#endif
