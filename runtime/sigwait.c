/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Taking signals without handlers.
 */
#include <time.h>

#include <ilwaco/clock.h>
#include <ilwaco/wait.h>

#include "polling.h"
#include "signals.h"
#include "syscall.h"
#include "threads.h"

/* Who sends one of the set interrupts the sleep, as any other signal does.  If
 * what was taken is not what the thread was told of, that is another's. */
static int wait_for(sigset_t set, siginfo_t *info, uint64_t deadline)
{
	struct ilw_wait_queue nobody = ILW_WAIT_QUEUE_INIT;
	struct __pthread *self = pthread_self();
	enum ilw_waited waited = ILW_WAIT_WOKEN;
	bool taken;

	ilw_preempt_disable();
	while (!(taken = signal_take(self, set, info)) &&
	       waited == ILW_WAIT_WOKEN) {
		self->signals.awaited = set;
		waited = ilw_wait_interruptible(&nobody, deadline);
	}
	self->signals.awaited = 0;
	signal_offer(~(sigset_t)0);
	ilw_preempt_enable();
	if (taken)
		return info->si_signo;
	return waited == ILW_WAIT_TIMED_OUT ? -EAGAIN : -EINTR;
}

int signal_await(sigset_t set, siginfo_t *info, uint64_t deadline)
{
	int result;

	set &= ~SIGNAL_SOVEREIGN;
	do {
		syscall_blocking_enter();
		result = wait_for(set, info, deadline);
	} while (syscall_waiting_again(result));
	return result;
}

int sigwaitinfo(const sigset_t *restrict set, siginfo_t *restrict info)
{
	return sigtimedwait(set, info, NULL);
}

int sigtimedwait(const sigset_t *restrict set, siginfo_t *restrict info,
		 const struct timespec *restrict wait)
{
	siginfo_t ours;
	uint64_t deadline;

	if (!poll_deadline(wait, &deadline))
		return (int)syscall_result(-EINVAL);
	return (int)syscall_result(
		signal_await(*set, info != NULL ? info : &ours, deadline));
}

/* Never EINTR. */
int sigwait(const sigset_t *restrict set, int *restrict signal)
{
	siginfo_t info;
	int result;

	while ((result = signal_await(*set, &info, ILW_NEVER)) == -EINTR)
		;
	if (result < 0)
		return -result;
	*signal = result;
	return 0;
}
