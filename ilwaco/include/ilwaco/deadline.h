/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Deadlines: the set of all times at which something is to happen, kept as a
 * pairing heap whose nodes live in their owners.
 *
 * This is the mechanism below timers (timer.h), timed waits (wait.h) and the
 * few things of Ilwaco's own; services want those.  All calls are made with
 * preemption disabled.  Setting is O(1), cancelling and expiry O(log n)
 * amortised.  With nothing set, nothing is armed.
 */
#ifndef ILWACO_DEADLINE_H
#define ILWACO_DEADLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ilw_deadline {
	/* When.  Written by ilw_deadline_set only. */
	uint64_t time;
	/* Called once when the time has come, with preemption disabled and the
	 * node no longer set; short, does not block. */
	void (*reached)(struct ilw_deadline *deadline);
	/* The heap's: first child, next sibling, and what points here
	 * (NULL: not set). */
	struct ilw_deadline *child;
	struct ilw_deadline *next;
	struct ilw_deadline **link;
};

/* Sets, or moves, a deadline.  ILW_NEVER: cancels it. */
void ilw_deadline_set(struct ilw_deadline *deadline, uint64_t time);

/* Cancels; nothing happens if it is not set. */
void ilw_deadline_cancel(struct ilw_deadline *deadline);

/* Whether it is set: its time has not come, and nobody cancelled it. */
static inline bool ilw_deadline_is_set(const struct ilw_deadline *deadline)
{
	return deadline->link != NULL;
}

/* The nearest one, or ILW_NEVER. */
uint64_t ilw_deadline_next(void);

/* Calls reached() of all deadlines not later than now. */
void ilw_deadline_expire(uint64_t now);

#endif
