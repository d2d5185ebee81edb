/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT-0
 *
 * The clients of a web server: one thread, many connections.
 *
 * A client has so long for a request, and may read its answer slowly but not
 * stop.  When all places are taken, whoever has kept us waiting longest makes
 * room, so that clients that say nothing keep nobody out.
 */
#ifndef SERVER_H
#define SERVER_H

#include "http.h"

/* Answer requests at a port, by that function, until SIGTERM comes; then all
 * who are connected may ask once more. */
void server_run(unsigned int port, void (*answer)(const struct request *request,
						  struct response *response));

#endif
