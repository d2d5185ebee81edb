/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Setting the wall clock: the VM's own, which is the host's until then.
 */
#include <sys/time.h>
#include <time.h>

#include <ilwaco/preempt.h>

#include "clocks.h"
#include "syscall.h"

static int set(clockid_t clock, const struct timespec *time)
{
	uint64_t now;
	int error = clock_read(clock, &now);

	if (error != 0)
		return error;
	if (clock_base(clock) != CLOCK_REALTIME)
		return clock_base(clock) == CLOCK_MONOTONIC ? -EINVAL : -EPERM;
	if (!timespec_is_time(time))
		return -EINVAL;
	ilw_preempt_disable();
	ilw_clock_set_realtime((int64_t)timespec_nanoseconds(time));
	clock_changed();
	ilw_preempt_enable();
	return 0;
}

int clock_settime(clockid_t clock, const struct timespec *time)
{
	return (int)syscall_result(set(clock, time));
}

int settimeofday(const struct timeval *time, const struct timezone *zone)
{
	struct timespec at = { time->tv_sec, time->tv_usec * 1000 };

	(void)zone;
	if (time->tv_usec < 0 || time->tv_usec >= 1000000)
		return (int)syscall_result(-EINVAL);
	return clock_settime(CLOCK_REALTIME, &at);
}
