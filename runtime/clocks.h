/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Clocks and times, as all calls that take them see them.
 */
#ifndef RUNTIME_CLOCKS_H
#define RUNTIME_CLOCKS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include <ilwaco/clock.h>

/* The clock that the identifier is a name of: CLOCK_REALTIME, CLOCK_MONOTONIC
 * or what it is.  Linux has several names for each of these two. */
clockid_t clock_base(clockid_t clock);

/* The time on a clock.  -EINVAL: there is no such. */
int clock_read(clockid_t clock, uint64_t *time);

/* The same for the clocks of threads, which only programs that ask for one
 * have. */
int clock_read_thread(clockid_t clock, uint64_t *time) __attribute__((weak));

static inline bool timespec_is_time(const struct timespec *time)
{
	return time->tv_sec >= 0 && time->tv_nsec >= 0 &&
	       time->tv_nsec < (long)ILW_SECOND;
}

/* Of a time that is one; cut to a century or so, for the sake of sums. */
static inline uint64_t timespec_nanoseconds(const struct timespec *time)
{
	const int64_t most = INT64_C(1) << 32;
	int64_t seconds = time->tv_sec < most ? time->tv_sec : most;

	return (uint64_t)seconds * ILW_SECOND + (uint64_t)time->tv_nsec;
}

static inline struct timespec timespec_of(uint64_t nanoseconds)
{
	return (struct timespec){
		.tv_sec = (time_t)(nanoseconds / ILW_SECOND),
		.tv_nsec = (long)(nanoseconds % ILW_SECOND),
	};
}

/* Whoever waits for a time on the wall clock.  changed() is called, with
 * preemption disabled, when that was set; short, does not block. */
struct clock_watch {
	struct clock_watch *next;
	struct clock_watch **link; /* NULL: on no list */
	void (*changed)(struct clock_watch *watch);
};

/* With preemption disabled. */
void clock_watch(struct clock_watch *watch);
void clock_unwatch(struct clock_watch *watch);
void clock_changed(void);

#endif
