/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Waits that end at a time on a clock.
 *
 * Only programs that set the wall clock have something to watch: others do not
 * have clock_watch.
 */
#include "timed.h"

#include <ilwaco/preempt.h>
#include <ilwaco/thread.h>

#include "threads.h"

#pragma weak clock_watch
#pragma weak clock_unwatch

static bool find_deadline(struct timed *timed)
{
	return pthread_deadline(timed->time, timed->clock, &timed->deadline);
}

/* The thread may be between two sleeps, and then looks for itself. */
static void changed(struct clock_watch *watch)
{
	struct timed *timed = (struct timed *)(void *)watch;

	find_deadline(timed);
	if (ilw_deadline_is_set(&timed->thread->deadline))
		ilw_deadline_set(&timed->thread->deadline, timed->deadline);
}

bool timed_begin(struct timed *timed, clockid_t clock,
		 const struct timespec *time)
{
	*timed = (struct timed){ .watch = { .changed = changed },
				 .thread = ilw_thread_self(),
				 .time = time,
				 .clock = clock };
	if (!find_deadline(timed))
		return false;
	if (clock == CLOCK_REALTIME && clock_watch != NULL) {
		ilw_preempt_disable();
		clock_watch(&timed->watch);
		ilw_preempt_enable();
	}
	return true;
}

bool timed_is_over(struct timed *timed)
{
	find_deadline(timed);
	return timed->deadline <= ilw_clock_monotonic();
}

void timed_end(struct timed *timed)
{
	if (clock_unwatch == NULL)
		return;
	ilw_preempt_disable();
	clock_unwatch(&timed->watch);
	ilw_preempt_enable();
}
