/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Waiting for a handler to run.
 */
#include <ilwaco/clock.h>
#include <ilwaco/wait.h>

#include "signals.h"
#include "syscall.h"
#include "threads.h"

static void sleep_until_interrupted(void)
{
	struct ilw_wait_queue nobody = ILW_WAIT_QUEUE_INIT;

	ilw_preempt_disable();
	while (ilw_wait_interruptible(&nobody, ILW_NEVER) !=
	       ILW_WAIT_INTERRUPTED)
		;
	ilw_preempt_enable();
}

/* The mask changes while no handler can run, so that none is missed. */
int signal_suspend(const sigset_t *mask)
{
	sigset_t old = pthread_self()->signals.mask;

	do {
		syscall_blocking_enter();
		if (mask != NULL)
			signal_set_mask(*mask);
		sleep_until_interrupted();
	} while (syscall_waiting_again(-EINTR));
	if (mask != NULL)
		signal_set_mask(old);
	return -EINTR;
}

int sigsuspend(const sigset_t *mask)
{
	return (int)syscall_result(signal_suspend(mask));
}
