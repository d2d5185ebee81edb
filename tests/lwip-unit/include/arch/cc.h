/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The compiler, for lwIP as its own unit tests have it.  A broken invariant
 * fails the test.
 */
#ifndef TESTS_LWIP_UNIT_ARCH_CC_H
#define TESTS_LWIP_UNIT_ARCH_CC_H

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>

#include "check.h"

#ifndef SSIZE_MAX
#define SSIZE_MAX LONG_MAX
#endif
#define LWIP_ERRNO_STDINCLUDE 1
#define LWIP_TIMEVAL_PRIVATE 0
#define LWIP_RAND() ((u32_t)rand())

/* Debian's lwIP leaves to the port whether socket addresses tell their length;
 * those that come with lwIP do. */
#define IP4ADDR_SOCKADDR_SET_LEN(a) ((a)->sin_len = sizeof(struct sockaddr_in))
#define IP6ADDR_SOCKADDR_SET_LEN(a)                                            \
	((a)->sin6_len = sizeof(struct sockaddr_in6))
#define IPADDR_SOCKADDR_GET_LEN(a) ((a)->sa.sa_len)

#define LWIP_PLATFORM_ASSERT(message) check_failed(__FILE__, __LINE__, message)
#define LWIP_PLATFORM_DIAG(arguments) (printf arguments)

#endif
