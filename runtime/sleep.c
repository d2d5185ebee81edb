/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sleeping.  Nothing interrupts it: no signal comes from outside.
 */
#include <time.h>
#include <unistd.h>

#include <ilwaco/clock.h>
#include <ilwaco/thread.h>

#include "syscall.h"

#define YEARS (INT64_C(1) << 32)

static bool is_time(const struct timespec *time)
{
	return time->tv_sec >= 0 && time->tv_nsec >= 0 &&
	       time->tv_nsec < (long)ILW_SECOND;
}

/* Cut to a century or so, for the sake of the sum. */
static uint64_t nanoseconds(const struct timespec *time)
{
	uint64_t seconds = (uint64_t)(time->tv_sec < YEARS ? time->tv_sec :
							     YEARS);

	return seconds * ILW_SECOND + (uint64_t)time->tv_nsec;
}

int nanosleep(const struct timespec *time, struct timespec *rest)
{
	if (!is_time(time))
		return (int)syscall_result(-EINVAL);
	ilw_thread_sleep(ilw_clock_after(nanoseconds(time)));
	if (rest != NULL)
		*rest = (struct timespec){ 0 };
	return 0;
}

static void sleep_until(clockid_t clock, const struct timespec *time)
{
	uint64_t deadline = nanoseconds(time);

	if (clock == CLOCK_REALTIME) {
		uint64_t now = (uint64_t)ilw_clock_realtime();

		if (deadline <= now)
			return;
		deadline = ilw_clock_after(deadline - now);
	}
	ilw_thread_sleep(deadline);
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time,
		    struct timespec *rest)
{
	if ((clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC) ||
	    !is_time(time))
		return EINVAL;
	if (flags & TIMER_ABSTIME)
		sleep_until(clock, time);
	else
		nanosleep(time, rest);
	return 0;
}

unsigned int sleep(unsigned int seconds)
{
	ilw_thread_sleep(ilw_clock_after(seconds * ILW_SECOND));
	return 0;
}

int usleep(useconds_t microseconds)
{
	ilw_thread_sleep(ilw_clock_after(microseconds * ILW_MICROSECOND));
	return 0;
}
