/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * One-shot timers.  Callbacks run in the service thread (work.h), where they
 * may block for a short while, and may set their timer again.
 *
 * Nothing is periodic.  While no timer is set and no thread waits with a
 * deadline the VM is not woken at all.
 */
#ifndef ILWACO_TIMER_H
#define ILWACO_TIMER_H

#include <stdbool.h>
#include <stdint.h>

#include "clock.h"
#include "deadline.h"
#include "work.h"

struct ilw_timer {
	void (*callback)(void *argument); /* set by the owner */
	void *argument;                   /* set by the owner */
	struct ilw_deadline deadline;
	struct ilw_work work;
};

#define ILW_TIMER_INIT(function, arg)                                          \
	{                                                                      \
		.callback = (function), .argument = (arg)                      \
	}

/* Sets, or moves, the timer.  Never early.  False: there was no memory for the
 * service thread, the first time. */
bool ilw_timer_set(struct ilw_timer *timer, uint64_t deadline);

/* After this the callback does not begin to run any more; it may be running. */
void ilw_timer_cancel(struct ilw_timer *timer);

#endif
