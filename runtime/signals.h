/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Signals, as the rest of the runtime sees them.  Private to the runtime and
 * lwip-port.
 *
 * A signal is sent to a thread or to the process, and then to whichever thread
 * does not block it.  Its handler, or what it does by default, runs in that
 * thread: when it is next switched to, at the latest, or out of its sleep
 * (ilwaco/interrupt.h).
 *
 * Calls that block return -EINTR from their insides when their thread is
 * interrupted, with nothing left behind; what becomes of that is settled where
 * the call begins (syscall.h): there handlers run, and the call begins anew or
 * fails with EINTR.
 *
 * Who sends signals from the inside refers to them weakly, or is in a file of
 * its own: only programs that use signals are to have them.
 */
#ifndef RUNTIME_SIGNALS_H
#define RUNTIME_SIGNALS_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

struct __pthread;

/* One that is queued. */
struct signal_item {
	struct signal_item *next;
	siginfo_t info;
};

/* What has been sent and not taken.  A signal of the set that has no item was
 * sent by kill() or the like, which have nothing to tell. */
struct signal_pending {
	sigset_t set;
	struct signal_item *first;
	struct signal_item *last; /* if there is a first */
};

/* A thread's part.  All zero: a thread that blocks nothing. */
struct signal_state {
	sigset_t mask;
	sigset_t awaited; /* by sigwait and so on, while it sleeps */
	struct signal_pending pending;
	stack_t stack;
	uint8_t outcome; /* SIGNAL_*: handlers that ran since it was cleared */
};

#define SIGNAL_HANDLED 1
#define SIGNAL_ENDS_CALL 2 /* one had no SA_RESTART */

/* Sends info->si_signo to the thread, or, NULL, to the process.  From anywhere,
 * event functions and deadlines included.  0; -EAGAIN: too many are queued, of
 * those that are queued (from SIGRTMIN on, or sent with a value). */
int signal_send(struct __pthread *thread, const siginfo_t *info);

/* Sends the calling thread a signal.  Weak where it is called. */
void signal_raise(int signal) __attribute__((weak));

static inline bool signal_is_valid(int signal)
{
	return signal > 0 && signal < NSIG;
}

static inline sigset_t signal_bit(int signal)
{
	return (sigset_t)1 << (signal - 1);
}

/* Those that can be neither blocked nor caught. */
#define SIGNAL_SOVEREIGN (signal_bit(SIGKILL) | signal_bit(SIGSTOP))

/* By number; with preemption disabled. */
extern struct sigaction signal_actions[NSIG];
/* Sent to the process. */
extern struct signal_pending signal_process;

/* Whether its action is to do nothing. */
bool signal_is_ignored(int signal);

/* Gives the calling thread a mask; what that lets through is acted on when the
 * thread may. */
void signal_set_mask(sigset_t mask);
/* Has threads look at what the process was sent, of the set, that may take it.
 * With preemption disabled. */
void signal_offer(sigset_t set);

/* Forgets a signal wherever it is pending.  With preemption disabled. */
void signal_discard(int signal);

/* Acts on all that the calling thread has been sent and does not block.  Weak
 * where it is called. */
void signal_deliver(void) __attribute__((weak));

/* Sends the calling thread SIGABRT, blocked or not, if that is not what it does
 * by default.  Weak where it is called. */
void signal_abort(void) __attribute__((weak));

/* The calling thread ends: it takes no more signals.  Weak where it is called.
 */
void signal_end_thread(struct __pthread *self) __attribute__((weak));

/* Takes one of the set for the thread: the lowest.  False: there is none. */
bool signal_take(struct __pthread *thread, sigset_t set, siginfo_t *info);

/* Waits for one of the set; its number, -EAGAIN or -EINTR. */
int signal_await(sigset_t set, siginfo_t *info, uint64_t deadline);

/* Sleeps until a handler has run, with the mask if there is one.  -EINTR. */
int signal_suspend(const sigset_t *mask);

/* What a signal does by default that ends the program. */
_Noreturn void signal_terminate(int signal);

/* Queues (signalqueue.c).  With preemption disabled.  Putting: 0 or -EAGAIN. */
int signal_put(struct signal_pending *pending, const siginfo_t *info);
bool signal_get(struct signal_pending *pending, sigset_t set, siginfo_t *info);
void signal_drop(struct signal_pending *pending, int signal);

/* signalcall.S: a handler, on a stack of its own. */
void signal_call(void (*handler)(int, siginfo_t *, void *), int signal,
		 siginfo_t *info, void *context, void *stack_end);

#endif
