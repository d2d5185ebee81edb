/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Times of POSIX, as deadlines.
 */
#include <time.h>

#include <ilwaco/clock.h>

#include "threads.h"

bool pthread_deadline(const struct timespec *time, clockid_t clock,
		      uint64_t *deadline)
{
	int64_t from_now;

	if (time->tv_nsec < 0 || time->tv_nsec >= (long)ILW_SECOND ||
	    (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC))
		return false;
	if (time->tv_sec > INT64_MAX / (int64_t)ILW_SECOND - 1) {
		*deadline = ILW_NEVER;
		return true;
	}
	*deadline = 0;
	if (time->tv_sec < 0)
		return true;
	from_now = time->tv_sec * (int64_t)ILW_SECOND + time->tv_nsec;
	from_now -= clock == CLOCK_MONOTONIC ? (int64_t)ilw_clock_monotonic() :
					       ilw_clock_realtime();
	if (from_now > 0)
		*deadline = ilw_clock_after((uint64_t)from_now);
	return true;
}
