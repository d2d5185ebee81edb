/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * All of it, from what main() has prepared: config, host_folder, the clocks.
 */
#ifndef SUPERVISOR_SUPERVISOR_H
#define SUPERVISOR_SUPERVISOR_H

/* Opens the database, starts the engine and the server, and says "ready".
 * NULL, or what is wrong. */
const char *supervisor_start(void);

/* Ends the server and closes the database: nothing is to be changed after. */
void supervisor_end(void);

/* All services have ended: supervisor_end(), then the machine is powered off.
 * By the engine, without host_lock; main.c has it, and what stands in for
 * that. */
void supervisor_off(void);

#endif
