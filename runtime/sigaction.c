/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What signals do.
 */
#include <ilwaco/preempt.h>

#include "signals.h"
#include "syscall.h"

int sigaction(int signal, const struct sigaction *restrict action,
	      struct sigaction *restrict old)
{
	struct sigaction new = { 0 };

	if (!signal_is_valid(signal) ||
	    (action != NULL && (SIGNAL_SOVEREIGN & signal_bit(signal)) != 0))
		return (int)syscall_result(-EINVAL);
	if (action != NULL)
		new = *action;
	ilw_preempt_disable();
	if (old != NULL)
		*old = signal_actions[signal];
	if (action != NULL) {
		signal_actions[signal] = new;
		if (signal_is_ignored(signal))
			signal_discard(signal);
	}
	ilw_preempt_enable();
	return 0;
}

/* Handlers stay, and calls that they interrupt go on: as on BSD and Linux. */
_sig_func_ptr signal(int signal, _sig_func_ptr handler)
{
	struct sigaction action = {
		.sa_handler = handler,
		.sa_flags = SA_RESTART,
	};
	struct sigaction old;

	if (handler == SIG_ERR) {
		errno = EINVAL;
		return SIG_ERR;
	}
	return sigaction(signal, &action, &old) == 0 ? old.sa_handler : SIG_ERR;
}

int siginterrupt(int signal, int flag)
{
	struct sigaction action;

	if (sigaction(signal, NULL, &action) != 0)
		return -1;
	if (flag)
		action.sa_flags &= ~SA_RESTART;
	else
		action.sa_flags |= SA_RESTART;
	return sigaction(signal, &action, NULL);
}
