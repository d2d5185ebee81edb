/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Countdowns.
 *
 * One that awaits a time on the wall clock remembers by how much that was ahead
 * of the monotonic clock, and moves when that changes.
 *
 * Processor time is at most what passes.  So one that counts it is armed for
 * the earliest time at which it can be due, and again if it is not.
 */
#include <stddef.h>

#include <ilwaco/thread.h>

#include "countdown.h"

#define TICK ((int64_t)ILW_SLICE)

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

/* A clock of a thread that has ended stands still. */
static int64_t now_for(const struct countdown *countdown)
{
	uint64_t now = 0;

	if (!countdown->counts)
		now = ilw_clock_monotonic();
	else
		clock_read(countdown->clock, &now);
	return (int64_t)now;
}

/* Processor time is awaited for `least` at least. */
static void arm(struct countdown *countdown, int64_t least)
{
	int64_t time = countdown->due;

	if (countdown->counts) {
		time -= now_for(countdown);
		time = (int64_t)ilw_clock_monotonic() +
		       (time > least ? time : least);
	}
	ilw_deadline_set(&countdown->deadline, time > 0 ? (uint64_t)time : 0);
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
	int64_t now = now_for(countdown);
	uint64_t times;

	if (now < countdown->due) {
		arm(countdown, TICK);
		return;
	}
	times = count(countdown, now);
	if (countdown->interval != 0) {
		countdown->due += (int64_t)(times * countdown->interval);
		arm(countdown, 0);
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
	arm(countdown, 0);
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
	countdown->counts = clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC;
	countdown->clock = clock;
	countdown->due = (int64_t)value - countdown->offset;
	if (!absolute)
		countdown->due += now_for(countdown);
	if (follows) {
		countdown->watch.changed = wall_changed;
		clock_watch(&countdown->watch);
	}
	arm(countdown, 0);
}

/* One that is due, and has not been told yet, has its last nanosecond to go. */
struct itimerspec countdown_get(const struct countdown *countdown)
{
	int64_t rest = countdown->due - now_for(countdown);

	if (!ilw_deadline_is_set(&countdown->deadline))
		return (struct itimerspec){ 0 };
	return (struct itimerspec){
		.it_value = timespec_of(rest > 0 ? (uint64_t)rest : 1),
		.it_interval = timespec_of(countdown->interval),
	};
}
