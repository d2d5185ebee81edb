/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A thread that sleeps until one of the files that it observes calls it.  A
 * call before it sleeps is kept.
 */
#ifndef RUNTIME_WAKEUP_H
#define RUNTIME_WAKEUP_H

#include <stdbool.h>
#include <stdint.h>

#include <ilwaco/wait.h>

/* All zero: nobody has called. */
struct wakeup {
	struct ilw_wait_queue queue;
	bool called;
};

/* From an observer's ready(), with preemption disabled. */
void wakeup_call(struct wakeup *wakeup);

/* Sleeps until somebody has called since the last time: 1.  The deadline has
 * passed: 0.  A signal's handler has run: -EINTR. */
int wakeup_sleep(struct wakeup *wakeup, uint64_t deadline);

#endif
