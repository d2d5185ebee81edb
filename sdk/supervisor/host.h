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
#include <stdbool.h>
#include <stdint.h>

extern pthread_mutex_t host_lock;
void host_enter(void);
void host_leave(void);

/* Milliseconds.  Monotonic: for back-off, health, grace, timeouts.  Wall, since
 * 1970: for what people and other machines are told; it may jump. */
int64_t clock_monotonic(void);
int64_t clock_wall(void);

/* RFC 3339, UTC, with milliseconds: "2026-01-31T12:00:00.000Z". */
#define CLOCK_TEXT 32
const char *clock_text(int64_t wall, char text[CLOCK_TEXT]);
/* The same back; its fraction may be of any length, or missing.  False: it is
 * not that. */
bool clock_parse(const char *text, int64_t *wall);

/* A path in the supervisor's folder, /state: host_path(path, "images/%s", hex).
 * Returns path. */
#define HOST_PATH 192
extern const char *host_folder;
const char *host_path(char path[HOST_PATH], const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* A line on the supervisor's own console, for the provider.  Never what tenants
 * must keep to themselves: no secrets, no tokens. */
void host_log(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
