/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Countdowns: what POSIX timers, timerfd and setitimer are made of.  One
 * expires at a time, and from then on at intervals, on the wall clock, the
 * monotonic one or one of processor time.  While none is set nothing is armed;
 * one that counts processor time has a VM that idles look at it now and then.
 *
 * All calls with preemption disabled.
 */
#ifndef RUNTIME_COUNTDOWN_H
#define RUNTIME_COUNTDOWN_H

#include <ilwaco/deadline.h>

#include "clocks.h"

struct countdown {
	/* The owner's: called when it has expired `times` times since it was
	 * last called; short, does not block. */
	void (*expired)(struct countdown *countdown, uint64_t times);
	struct ilw_deadline deadline;
	struct clock_watch watch; /* while it follows the wall clock */
	bool counts;              /* processor time */
	clockid_t clock;          /* then: whose */
	int64_t due;              /* by that, or on the monotonic clock */
	int64_t offset;           /* of the clock it follows to that */
	uint64_t interval;        /* 0: it expires once */
};

/* Whether both times are times. */
bool countdown_is_time(const struct itimerspec *time);

/* Sets or, with it_value zero, stops it.  absolute: it_value is a time on the
 * clock, and what is set to the clock later changes when that is. */
void countdown_set(struct countdown *countdown, clockid_t clock, bool absolute,
		   const struct itimerspec *time);
void countdown_stop(struct countdown *countdown);

/* How long until it expires next; all zero: it is not set. */
struct itimerspec countdown_get(const struct countdown *countdown);

#endif
