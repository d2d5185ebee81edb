/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Barriers.  Who is let through does not look at the barrier again, so that it
 * may be destroyed, or used anew, by whoever comes through first.
 */
#include <errno.h>

#include <ilwaco/preempt.h>

#include "threads.h"

int pthread_barrierattr_init(pthread_barrierattr_t *attributes)
{
	attributes->__shared = PTHREAD_PROCESS_PRIVATE;
	return 0;
}

int pthread_barrierattr_destroy(pthread_barrierattr_t *attributes)
{
	(void)attributes;
	return 0;
}

int pthread_barrierattr_setpshared(pthread_barrierattr_t *attributes,
				   int shared)
{
	if (shared != PTHREAD_PROCESS_PRIVATE &&
	    shared != PTHREAD_PROCESS_SHARED)
		return EINVAL;
	attributes->__shared = shared;
	return 0;
}

int pthread_barrierattr_getpshared(const pthread_barrierattr_t *attributes,
				   int *shared)
{
	*shared = attributes->__shared;
	return 0;
}

int pthread_barrier_init(pthread_barrier_t *barrier,
			 const pthread_barrierattr_t *attributes,
			 unsigned int count)
{
	(void)attributes;
	if (count == 0)
		return EINVAL;
	*barrier = (pthread_barrier_t){ .__missing = count, .__count = count };
	return 0;
}

int pthread_barrier_destroy(pthread_barrier_t *barrier)
{
	return barrier->__waiting != NULL ? EBUSY : 0;
}

static void line_up(pthread_barrier_t *barrier, struct pthread_waiter *self)
{
	self->next = barrier->__waiting;
	barrier->__waiting = self;
}

static void let_through(pthread_barrier_t *barrier)
{
	struct pthread_waiter *waiter = barrier->__waiting, *next;

	barrier->__waiting = NULL;
	barrier->__missing = barrier->__count;
	for (; waiter != NULL; waiter = next) {
		next = waiter->next;
		pthread_admit(waiter);
	}
}

int pthread_barrier_wait(pthread_barrier_t *barrier)
{
	struct pthread_waiter self = { 0 };
	bool last;

	ilw_preempt_disable();
	last = --barrier->__missing == 0;
	if (last) {
		let_through(barrier);
	} else {
		line_up(barrier, &self);
		pthread_await_admission(&self, ILW_NEVER);
	}
	ilw_preempt_enable();
	return last ? PTHREAD_BARRIER_SERIAL_THREAD : 0;
}
