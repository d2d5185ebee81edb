/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What lwIP must know about the compiler and the C library.
 */
#ifndef LWIP_PORT_ARCH_CC_H
#define LWIP_PORT_ARCH_CC_H

#include <limits.h>
#include <stdint.h>
#include <sys/types.h>

/* ssize_t is the C library's, whether limits.h tells its bound or not. */
#ifndef SSIZE_MAX
#define SSIZE_MAX LONG_MAX
#endif
#define LWIP_NO_UNISTD_H 1

#define LWIP_ERRNO_STDINCLUDE 1

/* One instruction each; lwIP's own functions and names are not wanted. */
#define LWIP_DONT_PROVIDE_BYTEORDER_FUNCTIONS 1
#define lwip_htons(x) ((u16_t)__builtin_bswap16(x))
#define lwip_htonl(x) ((u32_t)__builtin_bswap32(x))

/* A broken invariant stops the VM where it was found.  The message is left out
 * of the image: a crash report names the function. */
#define LWIP_PLATFORM_ASSERT(message) __builtin_trap()
#define LWIP_PLATFORM_DIAG(arguments)

/* Unpredictable to those outside: transaction identifiers, ports. */
uint32_t net_random(void);
#define LWIP_RAND() net_random()

#endif
