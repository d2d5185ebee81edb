/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Wait queues: first in, first woken; a thread whose deadline comes leaves from
 * wherever it is.
 */
#include <ilwaco/crash.h>
#include <ilwaco/thread.h>
#include <ilwaco/wait.h>

#include "scheduler.h"

static void enqueue(struct ilw_wait_queue *queue, struct ilw_thread *thread)
{
	thread->queue = queue;
	thread->next = NULL;
	thread->previous = queue->last;
	if (queue->last == NULL)
		queue->first = thread;
	else
		queue->last->next = thread;
	queue->last = thread;
}

static void dequeue(struct ilw_thread *thread)
{
	struct ilw_wait_queue *queue = thread->queue;

	if (thread->previous == NULL)
		queue->first = thread->next;
	else
		thread->previous->next = thread->next;
	if (thread->next == NULL)
		queue->last = thread->previous;
	else
		thread->next->previous = thread->previous;
	thread->queue = NULL;
}

static void timed_out(struct ilw_deadline *deadline)
{
	struct ilw_thread *thread =
		(struct ilw_thread *)(void *)((char *)deadline -
					      offsetof(struct ilw_thread,
						       deadline));

	dequeue(thread);
	thread->waited = ILW_WAIT_TIMED_OUT;
	ilw_scheduler_ready(thread);
}

void ilw_wait_interrupt(struct ilw_thread *thread)
{
	dequeue(thread);
	ilw_deadline_cancel(&thread->deadline);
	thread->waited = ILW_WAIT_INTERRUPTED;
	ilw_scheduler_ready(thread);
}

static enum ilw_waited sleep_in(struct ilw_wait_queue *queue, uint64_t deadline,
				bool interruptible)
{
	struct ilw_thread *self = ilw_thread_self();

	if (ilw_preempt.depth != 1)
		ilw_crash("ilw_wait: preemption is disabled more than once");
	if (self->interrupted && (interruptible || self->holds == 0))
		return ILW_WAIT_INTERRUPTED;
	if (deadline != ILW_NEVER) {
		if (deadline <= ilw_clock_monotonic())
			return ILW_WAIT_TIMED_OUT;
		self->deadline.reached = timed_out;
		ilw_deadline_set(&self->deadline, deadline);
	}
	self->waited = ILW_WAIT_WOKEN;
	self->interruptible = interruptible;
	enqueue(queue, self);
	ilw_scheduler_block();
	return (enum ilw_waited)self->waited;
}

/* Who was woken does not act here even if it was interrupted too: what it was
 * woken for may be its alone, and others wait for it to take that. */
bool ilw_wait(struct ilw_wait_queue *queue, uint64_t deadline)
{
	enum ilw_waited waited = sleep_in(queue, deadline, false);

	if (waited == ILW_WAIT_INTERRUPTED) {
		ilw_interrupt_note();
		ilw_preempt_enable();
		ilw_preempt_disable();
	}
	return waited != ILW_WAIT_TIMED_OUT;
}

enum ilw_waited ilw_wait_interruptible(struct ilw_wait_queue *queue,
				       uint64_t deadline)
{
	return sleep_in(queue, deadline, true);
}

bool ilw_wake_one(struct ilw_wait_queue *queue)
{
	struct ilw_thread *thread = queue->first;

	if (thread == NULL)
		return false;
	dequeue(thread);
	ilw_deadline_cancel(&thread->deadline);
	ilw_scheduler_ready(thread);
	return true;
}

bool ilw_wake_all(struct ilw_wait_queue *queue)
{
	bool any = false;

	while (ilw_wake_one(queue))
		any = true;
	return any;
}
