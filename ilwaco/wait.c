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
	thread->timed_out = true;
	ilw_scheduler_ready(thread);
}

bool ilw_wait(struct ilw_wait_queue *queue, uint64_t deadline)
{
	struct ilw_thread *self = ilw_thread_self();

	if (ilw_preempt.depth != 1)
		ilw_crash("ilw_wait: preemption is disabled more than once");
	if (deadline != ILW_NEVER) {
		if (deadline <= ilw_clock_monotonic())
			return false;
		self->deadline.reached = timed_out;
		ilw_deadline_set(&self->deadline, deadline);
	}
	self->timed_out = false;
	enqueue(queue, self);
	ilw_scheduler_block();
	return !self->timed_out;
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
