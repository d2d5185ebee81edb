/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Cancellation.
 *
 * A thread that is cancelled is interrupted, so that a call it blocks in comes
 * to its end; the end of the call tests whether to go on (interrupt.c).  A
 * thread of the asynchronous type ends wherever it acts on that.
 */
#include <ilwaco/interrupt.h>

#include "interrupt.h"
#include "threads.h"

int pthread_cancel(pthread_t thread)
{
	ilw_preempt_disable();
	if (!thread->ended) {
		thread->cancelled = true;
		if (!thread->cancel_disabled)
			thread_interrupt(thread);
	}
	ilw_preempt_enable();
	return 0;
}

void pthread_testcancel(void)
{
	struct __pthread *self = pthread_self();

	if (!self->cancelled || self->cancel_disabled)
		return;
	self->cancel_disabled = true;
	ilw_thread_self()->holds = 0;
	pthread_exit(PTHREAD_CANCELED);
}

void pthread_cancel_now(void)
{
	if (pthread_self()->cancel_async)
		pthread_testcancel();
}
