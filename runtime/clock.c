/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Clocks of POSIX.
 *
 * Processor time is the time in which the VM did not idle, or the thread ran:
 * what other VMs took of that, only the kernel knows.
 */
#include <time.h>

#include <ilwaco/cputime.h>
#include <ilwaco/thread.h>

#include "clocks.h"
#include "syscall.h"

clockid_t clock_base(clockid_t clock)
{
	switch (clock) {
	case CLOCK_REALTIME_COARSE:
	case CLOCK_REALTIME_ALARM:
		return CLOCK_REALTIME;
	case CLOCK_MONOTONIC_RAW:
	case CLOCK_MONOTONIC_COARSE:
	case CLOCK_BOOTTIME:
	case CLOCK_BOOTTIME_ALARM:
		return CLOCK_MONOTONIC;
	default:
		return clock;
	}
}

int clock_read(clockid_t clock, uint64_t *time)
{
	switch (clock_base(clock)) {
	case CLOCK_REALTIME:
		*time = (uint64_t)ilw_clock_realtime();
		return 0;
	case CLOCK_MONOTONIC:
		*time = ilw_clock_monotonic();
		return 0;
	case CLOCK_PROCESS_CPUTIME_ID:
		*time = ilw_cputime();
		return 0;
	case CLOCK_THREAD_CPUTIME_ID:
		*time = ilw_cputime_of(ilw_thread_self());
		return 0;
	default:
		return clock_read_thread != NULL ?
			       clock_read_thread(clock, time) :
			       -EINVAL;
	}
}

int clock_gettime(clockid_t clock, struct timespec *time)
{
	uint64_t now;
	int error = clock_read(clock, &now);

	if (error == 0)
		*time = timespec_of(now);
	return (int)syscall_result(error);
}

int clock_getres(clockid_t clock, struct timespec *resolution)
{
	uint64_t now;
	int error = clock_read(clock, &now);

	if (error == 0 && resolution != NULL)
		*resolution = (struct timespec){ .tv_nsec = 1 };
	return (int)syscall_result(error);
}
