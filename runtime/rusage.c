/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <sys/resource.h>
#include <time.h>

#include <ilwaco/heap.h>

#include "syscall.h"

static struct timeval used(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return (struct timeval){ .tv_sec = time.tv_sec,
				 .tv_usec = time.tv_nsec / 1000 };
}

int getrusage(int who, struct rusage *usage)
{
	if (who != RUSAGE_SELF && who != RUSAGE_CHILDREN &&
	    who != RUSAGE_THREAD)
		return (int)syscall_result(-EINVAL);
	*usage = (struct rusage){ 0 };
	if (who == RUSAGE_CHILDREN)
		return 0;
	usage->ru_utime = used(who == RUSAGE_SELF ? CLOCK_PROCESS_CPUTIME_ID :
						    CLOCK_THREAD_CPUTIME_ID);
	usage->ru_maxrss = (long)(ilw_heap_usage().peak / 1024);
	return 0;
}
