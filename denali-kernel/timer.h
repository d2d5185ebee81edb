/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Deadlines of idle VMs, and the one-shot timer behind them.  A heap: setting
 * and cancelling cost O(log n) in the VMs that have a deadline.  There is no
 * periodic tick; with no deadline and no guest running nothing is armed.
 */
#ifndef TIMER_H
#define TIMER_H

#include <stdbool.h>
#include <stdint.h>

struct vm;

#define TIMER_NEVER UINT64_MAX
#define TIMER_UNQUEUED UINT32_MAX

/* Make room for so many VMs; false if there is no memory. */
bool timer_init(uint32_t vms);

/* Wake this VM at deadline (ns); TIMER_NEVER takes it off. */
void timer_set(struct vm *vm, uint64_t deadline);

/* Takes off and returns a VM whose deadline is not after now, or null. */
struct vm *timer_expired(uint64_t now);

/* The nearest deadline; TIMER_NEVER if there is none. */
uint64_t timer_nearest(void);

/* Have an interrupt come at the nearest deadline or at the given time,
 * whichever is first.  May come early; costs nothing if one that is early
 * enough is already on its way. */
void timer_arm(uint64_t at);

void timer_interrupt(void);

#endif
