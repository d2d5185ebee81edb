/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Notification of a timer's expiry by a thread (SIGEV_THREAD).
 */
#ifndef RUNTIME_TIMER_THREAD_H
#define RUNTIME_TIMER_THREAD_H

#include <signal.h>
#include <stdbool.h>

struct timer_thread;

/* What calls event->sigev_notify_function.  NULL: no memory. */
struct timer_thread *timer_thread_make(const struct sigevent *event);

/* Has a new thread call the function.  False: the call for an earlier expiry is
 * still to begin, and this one comes to the same.  From anywhere. */
bool timer_thread_call(struct timer_thread *notifier);

/* A call that has begun goes on.  With preemption disabled. */
void timer_thread_drop(struct timer_thread *notifier);

#endif
