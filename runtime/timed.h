/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Waits that end at a time on a clock.  If that is the wall clock, and it is
 * set meanwhile, the end moves with it.
 *
 *	if (!timed_begin(&timed, clock, time))
 *		return EINVAL;
 *	do
 *		... wait until timed.deadline ...
 *	while (that has passed && !timed_is_over(&timed));
 *	timed_end(&timed);
 */
#ifndef RUNTIME_TIMED_H
#define RUNTIME_TIMED_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "clocks.h"

struct timed {
	struct clock_watch watch; /* first: it is its watch */
	struct ilw_thread *thread;
	const struct timespec *time;
	clockid_t clock;
	uint64_t deadline;
};

/* False: it is no time, or no clock that one can wait on. */
bool timed_begin(struct timed *timed, clockid_t clock,
		 const struct timespec *time);
bool timed_is_over(struct timed *timed);
void timed_end(struct timed *timed);

#endif
