/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Deadlines of the monotonic clock, as many as there are memory for: a heap, so
 * that setting one takes no time in proportion to the others.
 *
 * All calls, and what timers call, with host_lock held; what they call runs in
 * the engine's thread.
 */
#ifndef SUPERVISOR_TIMERS_H
#define SUPERVISOR_TIMERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All zeros: not set.  Embed it in what it is for, and clear it before that
 * goes. */
struct timer {
	int64_t due; /* of clock_monotonic */
	void (*run)(struct timer *timer);
	size_t place; /* in the heap, from 1; 0: not set */
};

#define timer_owner(timer, type, member)                                       \
	((type *)(void *)((char *)(timer)-offsetof(type, member)))

/* Has run called once, at due or soon after; in place of an earlier setting.
 * Without memory for it the supervisor ends, to be made anew. */
void timer_set(struct timer *timer, int64_t due,
	       void (*run)(struct timer *timer));
void timer_clear(struct timer *timer);

/* Called when a timer is due before all others: whoever waits for the next one
 * waits too long.  May be null. */
extern void (*timers_earlier)(void);
bool timer_is_set(const struct timer *timer);

/* Runs all that are due, and returns when the next is; TIMERS_NONE: there is
 * none. */
#define TIMERS_NONE INT64_MAX
int64_t timers_run(void);

#endif
