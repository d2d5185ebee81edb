/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * HTTP requests a second, by wrk.
 */
#ifndef BENCH_WRK_H
#define BENCH_WRK_H

#include <stdbool.h>
#include <stdint.h>

struct wrk {
	const char *connections;
	bool close; /* a connection per request */
	uint16_t port;
};

/* Requests a second for the page "/" of an address; -1 if the client met an
 * error.  load is a struct wrk. */
double wrk_requests(const void *load, const char *address);

#endif
