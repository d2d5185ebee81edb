/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Timers: a deadline that posts work.
 */
#include <stddef.h>

#include <ilwaco/preempt.h>
#include <ilwaco/timer.h>

#define TIMER_OF(member, pointer)                                              \
	((struct ilw_timer *)(void *)((                                        \
		char *)(pointer)-offsetof(struct ilw_timer, member)))

static void reached(struct ilw_deadline *deadline)
{
	ilw_work_post(&TIMER_OF(deadline, deadline)->work);
}

static void run(struct ilw_work *work)
{
	struct ilw_timer *timer = TIMER_OF(work, work);

	timer->callback(timer->argument);
}

bool ilw_timer_set(struct ilw_timer *timer, uint64_t deadline)
{
	if (!ilw_work_start())
		return false;
	ilw_preempt_disable();
	ilw_work_cancel(&timer->work);
	timer->work.run = run;
	timer->deadline.reached = reached;
	ilw_deadline_set(&timer->deadline, deadline);
	ilw_preempt_enable();
	return true;
}

void ilw_timer_cancel(struct ilw_timer *timer)
{
	ilw_preempt_disable();
	ilw_deadline_cancel(&timer->deadline);
	ilw_work_cancel(&timer->work);
	ilw_preempt_enable();
}
