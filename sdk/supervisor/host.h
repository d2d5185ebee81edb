/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What all of the supervisor shares: its lock, its clocks, its own log.
 *
 * host_lock guards the database and all that modules keep in memory.  Functions
 * of modules are called with it held unless their headers say otherwise.  No
 * one holds it while waiting for a client, a VM or a health check.
 */
#ifndef SUPERVISOR_HOST_H
#define SUPERVISOR_HOST_H

#include <pthread.h>
#include <stdint.h>

extern pthread_mutex_t host_lock;
void host_enter(void);
void host_leave(void);

/* Milliseconds.  Monotonic: for back-off, health, grace, timeouts.  Wall, since
 * 1970: for what people and other machines are told; it may jump.  (A stand-in
 * has its own: clock.c of tests/supervisor.) */
int64_t clock_monotonic(void);
int64_t clock_wall(void);

/* RFC 3339, UTC, with milliseconds: "2026-01-31T12:00:00.000Z". */
#define CLOCK_TEXT 32
const char *clock_text(int64_t wall, char text[CLOCK_TEXT]);

/* A line on the supervisor's own console, for the provider.  Never what tenants
 * must keep to themselves: no secrets, no tokens. */
void host_log(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
