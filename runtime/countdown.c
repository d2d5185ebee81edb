/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Countdowns.
 *
 * One that awaits a time on the wall clock remembers by how much that was ahead
 * of the monotonic clock, and moves when that changes.
 */
#include <stddef.h>

#include "countdown.h"

#define COUNTDOWN_OF(member, pointer)                                          \
	((struct countdown *)(void *)((                                        \
		char *)(pointer)-offsetof(struct countdown, member)))

bool countdown_is_time(const struct itimerspec *time)
{
	return timespec_is_time(&time->it_value) &&
	       timespec_is_time(&time->it_interval);
}

static int64_t wall_offset(void)
{
	return ilw_clock_realtime() - (int64_t)ilw_clock_monotonic();
}

static void arm(struct countdown *countdown)
{
	ilw_deadline_set(&countdown->deadline,
			 countdown->due > 0 ? (uint64_t)countdown->due : 0);
}

/* How often it has expired by now, if it is due. */
static uint64_t count(const struct countdown *countdown, int64_t now)
{
	if (countdown->interval == 0)
		return 1;
	return 1 + (uint64_t)(now - countdown->due) / countdown->interval;
}

static void reached(struct ilw_deadline *deadline)
{
	struct countdown *countdown = COUNTDOWN_OF(deadline, deadline);
	uint64_t times = count(countdown, (int64_t)ilw_clock_monotonic());

	if (countdown->interval != 0) {
		countdown->due += (int64_t)(times * countdown->interval);
		arm(countdown);
	} else {
		clock_unwatch(&countdown->watch);
	}
	countdown->expired(countdown, times);
}

static void wall_changed(struct clock_watch *watch)
{
	struct countdown *countdown = COUNTDOWN_OF(watch, watch);
	int64_t offset = wall_offset();

	countdown->due += countdown->offset - offset;
	countdown->offset = offset;
	arm(countdown);
}

void countdown_stop(struct countdown *countdown)
{
	ilw_deadline_cancel(&countdown->deadline);
	clock_unwatch(&countdown->watch);
}

void countdown_set(struct countdown *countdown, clockid_t clock, bool absolute,
		   const struct itimerspec *time)
{
	uint64_t value = timespec_nanoseconds(&time->it_value);
	bool follows = absolute && clock == CLOCK_REALTIME;

	countdown_stop(countdown);
	if (value == 0)
		return;
	countdown->deadline.reached = reached;
	countdown->interval = timespec_nanoseconds(&time->it_interval);
	countdown->offset = follows ? wall_offset() : 0;
	countdown->due = (int64_t)value - countdown->offset;
	if (!absolute)
		countdown->due += (int64_t)ilw_clock_monotonic();
	if (follows) {
		countdown->watch.changed = wall_changed;
		clock_watch(&countdown->watch);
	}
	arm(countdown);
}

/* One that is due, and has not been told yet, has its last nanosecond to go. */
struct itimerspec countdown_get(const struct countdown *countdown)
{
	int64_t rest = countdown->due - (int64_t)ilw_clock_monotonic();

	if (!ilw_deadline_is_set(&countdown->deadline))
		return (struct itimerspec){ 0 };
	return (struct itimerspec){
		.it_value = timespec_of(rest > 0 ? (uint64_t)rest : 1),
		.it_interval = timespec_of(countdown->interval),
	};
}
