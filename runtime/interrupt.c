/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Interrupted threads, and calls.  Only programs that interrupt have this.
 */
#include "interrupt.h"

#include <errno.h>

#include <ilwaco/interrupt.h>

#include "signals.h"
#include "syscall.h"
#include "threads.h"

void thread_interrupt(struct __pthread *thread)
{
	ilw_thread_interrupt(thread == &pthread_main ? ilw_thread_main :
						       thread->thread);
}

void ilw_interrupt_action(void)
{
	if (signal_deliver != NULL)
		signal_deliver();
	if (pthread_cancel_now != NULL)
		pthread_cancel_now();
}

void interrupt_enter(void)
{
	pthread_self()->signals.outcome = 0;
	ilw_interrupt_hold();
	if (pthread_testcancel != NULL)
		pthread_testcancel();
}

/* What is looked at last was settled by handlers, which run when interruption
 * is allowed; more of them may run after that, and count as well. */
bool interrupt_leave(long result, bool restartable)
{
	uint8_t outcome;

	ilw_interrupt_allow();
	if (result != -EINTR)
		return false;
	if (pthread_testcancel != NULL)
		pthread_testcancel();
	outcome = pthread_self()->signals.outcome;
	return outcome == 0 ||
	       (restartable && (outcome & SIGNAL_ENDS_CALL) == 0);
}
