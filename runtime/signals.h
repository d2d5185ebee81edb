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

struct __pthread;

/* Sends info->si_signo to the thread, or, NULL, to the process.  From anywhere,
 * event functions and deadlines included.  0; -EAGAIN: too many are queued, of
 * those that are queued (from SIGRTMIN on, or sent with a value). */
int signal_send(struct __pthread *thread, const siginfo_t *info);

#endif
