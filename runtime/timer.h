/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Timers of POSIX, as signals see them.
 */
#ifndef RUNTIME_TIMER_H
#define RUNTIME_TIMER_H

#include <signal.h>

/* A timer's signal has left its queue: fills in how many more times the timer
 * has expired.  Only programs with timers have it.  With preemption disabled or
 * from where it may be. */
void timer_signal_taken(siginfo_t *info) __attribute__((weak));

#endif
