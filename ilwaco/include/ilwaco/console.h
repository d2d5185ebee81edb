/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The console: bytes out, bytes in, nothing added or taken away.
 */
#ifndef ILWACO_CONSOLE_H
#define ILWACO_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>

#include "wait.h"

/* Writes what there is room for (at least one byte unless that is none) and
 * kicks.  Returns how many. */
size_t ilw_console_write(const void *data, size_t length);

/* Reads what there is.  Returns how many; 0: nothing now. */
size_t ilw_console_read(void *data, size_t length);

/* How many bytes ilw_console_write would take now. */
size_t ilw_console_write_room(void);
/* How many bytes ilw_console_read would give now. */
size_t ilw_console_read_ready(void);
/* Nothing is left to read, and nothing will follow. */
bool ilw_console_at_eof(void);

/* Woken by the console's event: room was made, or input came. */
extern struct ilw_wait_queue ilw_console_queue;
/* The first call registers ilw_console_queue; called may be NULL, else it is
 * called as an event function too. */
void ilw_console_events(void (*called)(void));

/* Writes all of a string, whatever state the VM is in: no locks, no threads,
 * no memory; waits by idling.  For last words. */
void ilw_console_last_words(const char *text);

#endif
