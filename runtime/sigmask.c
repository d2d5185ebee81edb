/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the calling thread blocks, and what waits because of that.
 */
#include "signals.h"
#include "syscall.h"
#include "threads.h"

int pthread_sigmask(int how, const sigset_t *restrict set,
		    sigset_t *restrict old)
{
	sigset_t before = pthread_self()->signals.mask;
	sigset_t after = before;

	if (set != NULL) {
		if (how == SIG_SETMASK)
			after = *set;
		else if (how == SIG_BLOCK)
			after = before | *set;
		else if (how == SIG_UNBLOCK)
			after = before & ~*set;
		else
			return EINVAL;
	}
	if (old != NULL)
		*old = before;
	if (set != NULL)
		signal_set_mask(after);
	return 0;
}

int sigprocmask(int how, const sigset_t *restrict set, sigset_t *restrict old)
{
	return (int)syscall_result(-pthread_sigmask(how, set, old));
}

int sigpending(sigset_t *set)
{
	const struct signal_state *state = &pthread_self()->signals;

	*set = (state->pending.set | signal_process.set) & state->mask;
	return 0;
}
