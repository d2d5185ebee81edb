/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Redis beside itself in the Linux peer, by its own benchmark: GET and SET of
 * short values, 50 clients.  Nothing is saved by either, and both have the
 * allocator of their C library.
 */
#include <stdio.h>

#include "bench.h"
#include "harness/process.h"
#include "ports.h"

#define CLIENT_MS 40000

static const struct port redis = {
	.name = "redis",
	.image = "redis-server",
	.arguments = "/etc/redis/redis.conf --save --appendonly no",
	.listens = 6379,
};

struct load {
	const char *command; /* as its benchmark calls it */
	const char *clients, *requests, *pipeline;
};

static double requests(const void *contest_load, const char *address)
{
	const struct load *load = contest_load;
	struct process process;
	char row[32];
	double rate = -1;

	snprintf(row, sizeof row, "^\"%s\",\"", load->command);
	if (process_run(&process,
			(const char *[]){ "redis-benchmark", "-h", address,
					  "-t", load->command, "-c",
					  load->clients, "-n", load->requests,
					  "-P", load->pipeline, "--csv", NULL },
			CLIENT_MS) &&
	    process.status == 0)
		rate = bytes_number_after(&process.out, row);
	if (rate < 0)
		fprintf(stderr, "redis-benchmark at %s: %s%s", address,
			process.out.data, process.err.data);
	process_finish(&process);
	return rate;
}

static const struct load get = { "GET", "50", "20000", "1" };
static const struct load set = { "SET", "50", "20000", "1" };
static const struct load get_many = { "GET", "50", "100000", "16" };
static const struct load set_many = { "SET", "50", "100000", "16" };

static const struct contest contests[] = {
	{ { "Redis GET / Linux", "", AT_LEAST, 1.5 }, &get, requests },
	{ { "Redis SET / Linux", "", AT_LEAST, 1.5 }, &set, requests },
	{ { "Redis GET, 16 in a row / Linux", "", INFORMATION, 0 },
	  &get_many,
	  requests },
	{ { "Redis SET, 16 in a row / Linux", "", INFORMATION, 0 },
	  &set_many,
	  requests },
};

void bench_ports_redis(void)
{
	port_contest(&redis, contests, sizeof contests / sizeof contests[0]);
}
