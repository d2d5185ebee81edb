/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * One client: reads requests, sends answers, never blocks.
 *
 * A connection reads until it has a whole request, then sends until the whole
 * answer is gone, then looks for the next request, which may be there already.
 * Its memory is bounded whatever the client does.
 */
#ifndef HTTP_CONNECTION_H
#define HTTP_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "response.h"

/* A request must fit; an answer is sent in pieces of at most OUT_SIZE. */
#define IN_SIZE 4096
#define OUT_SIZE 8192

enum phase {
	PHASE_READ,   /* wants POLLIN: a request, or the rest of one */
	PHASE_WRITE,  /* wants POLLOUT: an answer is under way */
	PHASE_DRAIN,  /* wants POLLIN: waits for the client to close */
	PHASE_CLOSED, /* is to be freed */
};

struct connection {
	int fd;
	enum phase phase;
	time_t active; /* when something last came or went */
	struct response response;
	size_t in_length;
	size_t out_start, out_end;
	char in[IN_SIZE];
	char out[OUT_SIZE];
};

/* Takes over the descriptor, which does not block.  NULL: no memory. */
struct connection *connection_new(int fd);

/* Does what can be done now, which is the given time. */
void connection_serve(struct connection *connection, time_t now);

/* Closes and frees. */
void connection_free(struct connection *connection);

#endif
