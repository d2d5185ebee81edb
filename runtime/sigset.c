/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The calls of System V on one signal at a time.
 */
#include "signals.h"
#include "syscall.h"
#include "threads.h"

static int change_mask(int how, int signal)
{
	sigset_t set;

	if (!signal_is_valid(signal))
		return (int)syscall_result(-EINVAL);
	set = signal_bit(signal);
	return sigprocmask(how, &set, NULL);
}

int sighold(int signal)
{
	return change_mask(SIG_BLOCK, signal);
}

int sigrelse(int signal)
{
	return change_mask(SIG_UNBLOCK, signal);
}

int sigignore(int signal)
{
	return sigaction(signal, &(struct sigaction){ .sa_handler = SIG_IGN },
			 NULL);
}

int sigpause(int signal)
{
	sigset_t mask = pthread_self()->signals.mask;

	if (!signal_is_valid(signal))
		return (int)syscall_result(-EINVAL);
	mask &= ~signal_bit(signal);
	return sigsuspend(&mask);
}

_sig_func_ptr sigset(int signal, _sig_func_ptr handler)
{
	sigset_t mask = pthread_self()->signals.mask;
	struct sigaction action = { .sa_handler = handler };
	struct sigaction old;

	if (sigaction(signal, handler == SIG_HOLD ? NULL : &action, &old) != 0)
		return SIG_ERR;
	change_mask(handler == SIG_HOLD ? SIG_BLOCK : SIG_UNBLOCK, signal);
	return (mask & signal_bit(signal)) != 0 ? SIG_HOLD : old.sa_handler;
}
