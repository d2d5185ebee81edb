/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sleeping by a clock.  Whoever awaits a time on the wall clock looks again
 * when that is set.
 */
#include <time.h>

#include <ilwaco/wait.h>

#include "clocks.h"
#include "sleep.h"
#include "syscall.h"

struct sleeper {
	struct clock_watch watch; /* first: a sleeper is its watch */
	struct ilw_wait_queue queue;
};

static void changed(struct clock_watch *watch)
{
	ilw_wake_all(&((struct sleeper *)(void *)watch)->queue);
}

/* With preemption disabled. */
static int wait_for_wall(struct sleeper *sleeper, int64_t time)
{
	int64_t from_now;

	while ((from_now = time - ilw_clock_realtime()) > 0) {
		uint64_t deadline = ilw_clock_after((uint64_t)from_now);

		if (ilw_wait_interruptible(&sleeper->queue, deadline) ==
		    ILW_WAIT_INTERRUPTED)
			return -EINTR;
	}
	return 0;
}

static int watch_wall(int64_t time)
{
	struct sleeper sleeper = { .watch = { .changed = changed } };
	int result;

	ilw_preempt_disable();
	clock_watch(&sleeper.watch);
	result = wait_for_wall(&sleeper, time);
	clock_unwatch(&sleeper.watch);
	ilw_preempt_enable();
	return result;
}

static int sleep_until_wall(int64_t time)
{
	int result;

	do {
		syscall_blocking_enter();
		result = watch_wall(time);
	} while (syscall_waiting_again(result));
	return result;
}

static int sleep_for(uint64_t length, struct timespec *rest)
{
	uint64_t deadline = ilw_clock_after(length);
	int result = sleep_until(deadline);

	if (result == -EINTR && rest != NULL)
		*rest = timespec_of(time_left(deadline));
	return result;
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time,
		    struct timespec *rest)
{
	uint64_t now;

	if (clock_read(clock, &now) != 0 || clock == CLOCK_THREAD_CPUTIME_ID ||
	    !timespec_is_time(time))
		return EINVAL;
	clock = clock_base(clock);
	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
		return ENOTSUP;
	if (!(flags & TIMER_ABSTIME))
		return -sleep_for(timespec_nanoseconds(time), rest);
	if (clock == CLOCK_MONOTONIC)
		return -sleep_until(timespec_nanoseconds(time));
	return -sleep_until_wall((int64_t)timespec_nanoseconds(time));
}
