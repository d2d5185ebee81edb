/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Acting on signals: handlers, and what signals do by default.
 */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <ilwaco/crash.h>
#include <ilwaco/interrupt.h>
#include <ilwaco/preempt.h>

#include "signals.h"
#include "threads.h"

/* What is ignored by default; a stopped process could not be continued. */
#define IGNORED                                                                \
	(signal_bit(SIGCHLD) | signal_bit(SIGCONT) | signal_bit(SIGURG) |      \
	 signal_bit(SIGWINCH) | signal_bit(SIGSTOP) | signal_bit(SIGTSTP) |    \
	 signal_bit(SIGTTIN) | signal_bit(SIGTTOU))

struct sigaction signal_actions[NSIG];

bool signal_is_ignored(int signal)
{
	_sig_func_ptr handler = signal_actions[signal].sa_handler;

	return handler == SIG_IGN ||
	       (handler == SIG_DFL && (IGNORED & signal_bit(signal)) != 0);
}

_Noreturn void signal_terminate(int signal)
{
	switch (signal) {
	case SIGABRT:
		ilw_crash("SIGABRT");
	case SIGBUS:
		ilw_crash("SIGBUS");
	case SIGFPE:
		ilw_crash("SIGFPE");
	case SIGILL:
		ilw_crash("SIGILL");
	case SIGSEGV:
		ilw_crash("SIGSEGV");
	case SIGSYS:
		ilw_crash("SIGSYS");
	case SIGTRAP:
		ilw_crash("SIGTRAP");
	default:
		_exit(128 + signal);
	}
}

static bool is_on(const stack_t *stack)
{
	uintptr_t here = (uintptr_t)__builtin_frame_address(0);

	return here - (uintptr_t)stack->ss_sp < stack->ss_size;
}

/* A handler with one argument finds it where one with three does. */
static void call(const struct sigaction *action, siginfo_t *info,
		 ucontext_t *context)
{
	const stack_t *stack = &context->uc_stack;

	if ((action->sa_flags & SA_ONSTACK) != 0 && stack->ss_size != 0 &&
	    !is_on(stack))
		signal_call(action->sa_sigaction, info->si_signo, info, context,
			    (char *)stack->ss_sp + stack->ss_size);
	else
		action->sa_sigaction(info->si_signo, info, context);
}

/* Whether there is something else to act on. */
static bool has_more(const struct signal_state *state)
{
	return ((state->pending.set | signal_process.set) & ~state->mask) != 0;
}

/* Takes a signal, its action, and blocks what the action says.  The handler may
 * not come back here, or wait for the next one. */
static bool begin(struct signal_state *state, siginfo_t *info,
		  struct sigaction *action, ucontext_t *context)
{
	struct __pthread *self = pthread_self();
	bool taken;

	ilw_preempt_disable();
	taken = signal_take(self, ~state->mask, info);
	if (taken) {
		int signal = info->si_signo;

		*action = signal_actions[signal];
		context->uc_sigmask = state->mask;
		context->uc_stack = state->stack;
		if (signal_is_ignored(signal)) {
			action->sa_handler = SIG_IGN;
		} else if (action->sa_handler != SIG_DFL) {
			if ((action->sa_flags & SA_RESETHAND) != 0)
				signal_actions[signal].sa_handler = SIG_DFL;
			if ((action->sa_flags & SA_NODEFER) == 0)
				state->mask |= signal_bit(signal);
			state->mask |= action->sa_mask & ~SIGNAL_SOVEREIGN;
			signal_offer(state->mask & ~context->uc_sigmask);
			if (has_more(state))
				ilw_interrupt_mark();
		}
	}
	ilw_preempt_enable();
	return taken;
}

void signal_abort(void)
{
	struct __pthread *self = pthread_self();

	if (signal_actions[SIGABRT].sa_handler == SIG_DFL)
		return;
	signal_set_mask(self->signals.mask & ~signal_bit(SIGABRT));
	signal_send(self, &(siginfo_t){ .si_signo = SIGABRT });
}

/* What a handler interrupts keeps its errno. */
void signal_deliver(void)
{
	struct signal_state *state = &pthread_self()->signals;
	uint8_t outcome = state->outcome;
	struct sigaction action;
	ucontext_t context = { 0 };
	siginfo_t info;
	int error = errno;

	while (begin(state, &info, &action, &context)) {
		if (action.sa_handler == SIG_DFL)
			signal_terminate(info.si_signo);
		if (action.sa_handler == SIG_IGN)
			continue;
		call(&action, &info, &context);
		outcome |= SIGNAL_HANDLED;
		if ((action.sa_flags & SA_RESTART) == 0)
			outcome |= SIGNAL_ENDS_CALL;
		signal_set_mask(context.uc_sigmask);
	}
	state->outcome = outcome;
	errno = error;
}
