/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Signals to oneself, which are the only ones.  raise() comes here when the
 * program has no handler: what the signal does by default.
 */
#include <reent.h>
#include <signal.h>
#include <stdbool.h>
#include <unistd.h>

#include <ilwaco/crash.h>

#include "syscall.h"

static void by_default(int signal)
{
	switch (signal) {
	case SIGCHLD:
	case SIGCONT:
	case SIGURG:
	case SIGWINCH:
		return;
	case SIGABRT:
		ilw_crash("SIGABRT");
	default:
		ilw_terminate(128 + signal);
	}
}

static bool is_handled(int signal)
{
	void (**handlers)(int) = _impure_ptr->_sig_func;

	return handlers != NULL && handlers[signal] != SIG_DFL;
}

int kill(pid_t process, int signal)
{
	if (process != getpid() && process != 0)
		return (int)syscall_result(-ESRCH);
	if (signal < 0 || signal >= NSIG)
		return (int)syscall_result(-EINVAL);
	if (signal == 0)
		return 0;
	if (is_handled(signal))
		return raise(signal);
	by_default(signal);
	return 0;
}
