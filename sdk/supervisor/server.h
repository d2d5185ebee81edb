/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The API's server.
 */
#ifndef SUPERVISOR_SERVER_H
#define SUPERVISOR_SERVER_H

#include <stdbool.h>
#include <stdint.h>

/* Starts serving at this port.  NULL, or what is wrong. */
const char *server_start(uint16_t port);
/* Ends connections and threads.  Without the lock. */
void server_stop(void);

#endif
