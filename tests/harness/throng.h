/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Thousands of connections to one service at a time, tests/boot/throng.
 */
#ifndef HARNESS_THRONG_H
#define HARNESS_THRONG_H

#include <stdbool.h>

#include "process.h"

#define THRONG_IMAGE "build/tests/boot/throng/throng"
#define THRONG_PORT 7

struct throng {
	int *sockets;
	int count; /* connected ones */
};

/* Makes room for so many descriptors in this process, if the system allows. */
bool throng_possible(int count);

/* Waits until the service answers; false: it did not in this time, or ended. */
bool throng_await(struct process *process, const char *address,
		  int milliseconds);

/* Opens so many, one after another, with a deadline each.  False, with the
 * reason on standard error, if not all have come about.  throng_close gives
 * back what has in both cases. */
bool throng_open(struct throng *throng, const char *address, int count,
		 int milliseconds);
void throng_close(struct throng *throng);

/* Asks the first count connections, in turn, all around so many times, and
 * waits for each answer before it asks one that many ahead of it.  How many
 * answers were right before the first one that was not. */
int throng_ask(const struct throng *throng, int count, int times, int ahead);

/* What a thousand calls of epoll_wait cost the service that find one of its
 * connections ready, in ticks of the time stamp counter; -1: no answer. */
double throng_wait_ticks(const struct throng *throng);

#endif
