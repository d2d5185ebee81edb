/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * How large a file may be, by POSIX's older call.
 */
#include <limits.h>
#include <stdarg.h>
#include <sys/resource.h>
#include <ulimit.h>

#include "syscall.h"

#define BLOCK 512

static long set(long blocks)
{
	struct rlimit limit = {
		.rlim_cur = (rlim_t)blocks * BLOCK,
		.rlim_max = (rlim_t)blocks * BLOCK,
	};

	return setrlimit(RLIMIT_FSIZE, &limit) == 0 ? blocks : -1;
}

long ulimit(int command, ...)
{
	struct rlimit limit;
	long blocks;
	va_list list;

	if (command == UL_GETFSIZE) {
		if (getrlimit(RLIMIT_FSIZE, &limit) != 0)
			return -1;
		return limit.rlim_cur / BLOCK < LONG_MAX ?
			       (long)(limit.rlim_cur / BLOCK) :
			       LONG_MAX;
	}
	if (command != UL_SETFSIZE)
		return syscall_result(-EINVAL);
	va_start(list, command);
	blocks = va_arg(list, long);
	va_end(list);
	return set(blocks);
}
