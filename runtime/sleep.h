/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the calls that sleep share.
 */
#ifndef RUNTIME_SLEEP_H
#define RUNTIME_SLEEP_H

#include <stdint.h>

/* Sleeps until the deadline (ilwaco/clock.h), never less: 0.  -EINTR: a handler
 * has run.  A cancellation point. */
int sleep_until(uint64_t deadline);

/* How long it is until the deadline; 0 if it has passed. */
uint64_t time_left(uint64_t deadline);

#endif
