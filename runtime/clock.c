/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Clocks of POSIX.
 *
 * The process's and the threads' processor time is the time since the VM was
 * made: what it used of that, only the kernel knows.
 */
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>

#include <ilwaco/clock.h>

#include "syscall.h"

static void split(uint64_t time, struct timespec *out)
{
	out->tv_sec = (time_t)(time / ILW_SECOND);
	out->tv_nsec = (long)(time % ILW_SECOND);
}

int clock_gettime(clockid_t clock, struct timespec *time)
{
	if (clock == CLOCK_REALTIME)
		split((uint64_t)ilw_clock_realtime(), time);
	else if (clock == CLOCK_MONOTONIC)
		split(ilw_clock_monotonic(), time);
	else
		return (int)syscall_result(-EINVAL);
	return 0;
}

int clock_getres(clockid_t clock, struct timespec *resolution)
{
	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
		return (int)syscall_result(-EINVAL);
	if (resolution != NULL)
		*resolution = (struct timespec){ .tv_nsec = 1 };
	return 0;
}

/* The clock is the host's. */
int clock_settime(clockid_t clock, const struct timespec *time)
{
	(void)clock;
	(void)time;
	return (int)syscall_result(-EPERM);
}

int gettimeofday(struct timeval *time, void *zone)
{
	struct timespec now;

	(void)zone;
	split((uint64_t)ilw_clock_realtime(), &now);
	time->tv_sec = now.tv_sec;
	time->tv_usec = now.tv_nsec / 1000;
	return 0;
}
