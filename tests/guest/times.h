/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Times in nanoseconds, for what tests clocks and timers.
 */
#ifndef GUEST_TIMES_H
#define GUEST_TIMES_H

#include <stdint.h>
#include <time.h>

#define MS 1000000ll
#define SECOND 1000000000ll

static inline int64_t now(clockid_t clock)
{
	struct timespec time = { 0 };

	clock_gettime(clock, &time);
	return time.tv_sec * SECOND + time.tv_nsec;
}

static inline struct timespec spec(int64_t time)
{
	return (struct timespec){ time / SECOND, (long)(time % SECOND) };
}

static inline struct itimerspec ispec(int64_t value, int64_t interval)
{
	return (struct itimerspec){ .it_interval = spec(interval),
				    .it_value = spec(value) };
}

static inline int64_t nanoseconds(struct timespec time)
{
	return time.tv_sec * SECOND + time.tv_nsec;
}

static inline void spin(int64_t length)
{
	int64_t end = now(CLOCK_MONOTONIC) + length;

	while (now(CLOCK_MONOTONIC) < end)
		;
}

#endif
