/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Turns: of those who would begin at once, so many do; the others wait in line,
 * until one of these ends or has taken long.  So nobody who is silent holds up
 * those behind him for more than a moment.
 *
 * All calls with host_lock held; run is called so too.
 */
#ifndef SUPERVISOR_TURNS_H
#define SUPERVISOR_TURNS_H

#include <stdbool.h>

#include "timers.h"

/* Of those that have not taken long, at most. */
#define TURNS 24
/* Milliseconds; then it does not count any more. */
#define TURN_LONG 100

/* All zeros: it neither waits nor has a turn.  Embed it in whose it is. */
struct turn {
	struct turn *next, **link; /* in line */
	void (*run)(struct turn *turn);
	struct timer slow; /* set: it has a turn that counts */
};

/* Has run called when it is its turn, which may be now.  Who comes first goes
 * before all who do not. */
void turn_take(struct turn *turn, bool first, void (*run)(struct turn *turn));

/* Its turn has ended, or it waits no more; no harm otherwise. */
void turn_end(struct turn *turn);

#endif
