/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Wait queues: the one way to block.
 *
 *	ilw_preempt_disable();
 *	while (!condition && ilw_wait(&queue, deadline))
 *		;
 *	...
 *	ilw_preempt_enable();
 *
 * A waker makes the condition true and wakes, also with preemption disabled;
 * or it is an event function or a deadline, which run that way by themselves.
 */
#ifndef ILWACO_WAIT_H
#define ILWACO_WAIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clock.h"
#include "preempt.h"

struct ilw_thread;

/* All zero is an empty queue. */
struct ilw_wait_queue {
	struct ilw_thread *first;
	struct ilw_thread *last;
};

#define ILW_WAIT_QUEUE_INIT                                                    \
	{                                                                      \
		NULL, NULL                                                     \
	}

/* Sleeps until woken (true) or until the deadline has passed (false).  Called
 * with preemption disabled exactly once; returns with it disabled; others run
 * in between.  A deadline that has passed already: returns false at once.
 * A thread that is interrupted (interrupt.h) meanwhile acts on that in here,
 * and then it looks as if it had been woken: the caller loops anyway. */
bool ilw_wait(struct ilw_wait_queue *queue, uint64_t deadline);

enum ilw_waited {
	ILW_WAIT_WOKEN,
	ILW_WAIT_TIMED_OUT,
	ILW_WAIT_INTERRUPTED,
};

/* The same for calls that are to give up when their thread is interrupted: the
 * sleep ends, or does not begin, and nothing is acted on in here.  The caller
 * holds interruption (ilw_interrupt_hold), lets go of all it has, and then
 * allows it. */
enum ilw_waited ilw_wait_interruptible(struct ilw_wait_queue *queue,
				       uint64_t deadline);

/* Makes the longest waiting thread runnable.  Does not switch to it.
 * With preemption disabled.  Returns whether there was any. */
bool ilw_wake_one(struct ilw_wait_queue *queue);
/* The same for all of them. */
bool ilw_wake_all(struct ilw_wait_queue *queue);

/* Whether no thread waits in it. */
static inline bool ilw_wait_queue_is_empty(const struct ilw_wait_queue *queue)
{
	return queue->first == NULL;
}

#endif
