/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sending signals: to whom.
 *
 * What is sent to the process stays with the process until some thread takes
 * it; the one that is told of it is only the most likely.  Whenever a thread
 * blocks more than before, ends, or leaves something, the others are told.
 */
#include <errno.h>
#include <stddef.h>
#include <unistd.h>

#include <ilwaco/crash.h>
#include <ilwaco/event.h>
#include <ilwaco/preempt.h>

#include "interrupt.h"
#include "signals.h"
#include "syscall.h"
#include "threads.h"

struct signal_pending signal_process;

static void tell(struct __pthread *thread)
{
	thread->signals.awaited = 0;
	thread_interrupt(thread);
}

/* Who waits for one of the set, or else who would take it, or NULL.  A thread
 * that was told already is not told again. */
static struct __pthread *choose(sigset_t set)
{
	struct __pthread *taker = NULL;

	for (struct __pthread *thread = &pthread_main; thread != NULL;
	     thread = thread->peer) {
		if (thread->ended)
			continue;
		if ((thread->signals.awaited & set) != 0)
			return thread;
		if (taker == NULL && (set & ~thread->signals.mask) != 0)
			taker = thread;
	}
	return taker;
}

void signal_offer(sigset_t set)
{
	set &= signal_process.set;
	while (set != 0) {
		sigset_t bit = set & -set;
		struct __pthread *thread = choose(bit);

		if (thread != NULL)
			tell(thread);
		set &= ~bit;
	}
}

static int send_to(struct __pthread *thread, struct signal_pending *pending,
		   const siginfo_t *info)
{
	sigset_t bit = signal_bit(info->si_signo);
	bool waits = thread != NULL && (thread->signals.awaited & bit) != 0;
	bool takes = thread != NULL && (thread->signals.mask & bit) == 0;
	int result;

	if (takes && !waits && signal_is_ignored(info->si_signo))
		return 0;
	result = signal_put(pending, info);
	if (result == 0 && (takes || waits))
		tell(thread);
	return result;
}

/* SIGCONT and those that stop undo each other. */
static void forget_opposite(int signal)
{
	if (signal == SIGCONT) {
		signal_discard(SIGSTOP);
		signal_discard(SIGTSTP);
		signal_discard(SIGTTIN);
		signal_discard(SIGTTOU);
	} else if (signal == SIGTSTP || signal == SIGTTIN ||
		   signal == SIGTTOU) {
		signal_discard(SIGCONT);
	}
}

int signal_send(struct __pthread *thread, const siginfo_t *info)
{
	int signal = info->si_signo;
	int result = 0;

	if (signal == SIGKILL)
		ilw_terminate(128 + SIGKILL);
	ilw_preempt_disable();
	forget_opposite(signal);
	if (thread == NULL)
		result = send_to(choose(signal_bit(signal)), &signal_process,
				 info);
	else if (!thread->ended)
		result = send_to(thread, &thread->signals.pending, info);
	ilw_preempt_enable();
	return result;
}

void signal_raise(int signal)
{
	signal_send(pthread_self(), &(siginfo_t){ .si_signo = signal,
						  .si_code = SI_USER,
						  .si_pid = getpid() });
}

bool signal_take(struct __pthread *thread, sigset_t set, siginfo_t *info)
{
	return signal_get(&thread->signals.pending, set, info) ||
	       signal_get(&signal_process, set, info);
}

void signal_discard(int signal)
{
	signal_drop(&signal_process, signal);
	for (struct __pthread *thread = &pthread_main; thread != NULL;
	     thread = thread->peer)
		signal_drop(&thread->signals.pending, signal);
}

void signal_set_mask(sigset_t mask)
{
	struct __pthread *self = pthread_self();
	struct signal_state *state = &self->signals;
	sigset_t before = state->mask;

	mask &= ~SIGNAL_SOVEREIGN;
	ilw_preempt_disable();
	state->mask = mask;
	signal_offer(mask & ~before);
	if (((state->pending.set | signal_process.set) & ~mask) != 0)
		thread_interrupt(self);
	ilw_preempt_enable();
}

void signal_replace_mask(const sigset_t *mask, sigset_t *old)
{
	if (old != NULL)
		*old = pthread_self()->signals.mask;
	signal_set_mask(*mask);
}

void signal_end_thread(struct __pthread *self)
{
	ilw_preempt_disable();
	self->signals.mask = ~(sigset_t)0;
	for (int signal = 1; signal < NSIG; signal++)
		signal_drop(&self->signals.pending, signal);
	signal_offer(~(sigset_t)0);
	ilw_preempt_enable();
}

/* The host asks the VM to stop. */
static void stop(void)
{
	signal_send(NULL,
		    &(siginfo_t){ .si_signo = SIGTERM, .si_code = SI_USER });
}

__attribute__((constructor)) static void start(void)
{
	ilw_event_register(DENALI_EVENT_STOP, stop);
}
