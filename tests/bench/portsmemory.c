/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The least memory with which a port starts and serves a request, found by
 * halving; of the Linux peer with it, kernel and all, for information.
 */
#include <stdio.h>
#include <string.h>

#include "bench.h"
#include "harness/net.h"
#include "ports.h"
#include "rivals.h"

#define REQUEST_MS 5000
#define END_MS 60000

struct service {
	struct port port;
	const char *name;
	double target; /* MB */
	const char *request, *answer;
};

static const struct service services[] = {
	{ .name = "Redis",
	  .target = 4,
	  .port = { .name = "redis",
		    .image = "redis-server",
		    .arguments = "/etc/redis/redis.conf --save --appendonly no",
		    .listens = 6379 },
	  .request = "SET a 1\r\nGET a\r\nQUIT\r\n",
	  .answer = "[$]1\r\n1\r\n" },
	{ .name = "SQLite",
	  .target = 3,
	  .port = { .name = "sqlite",
		    .image = "sqlite3",
		    .arguments = "-batch :memory: "
				 "create/**/table/**/t(a);"
				 "insert/**/into/**/t/**/values(42);"
				 "select/**/a/**/from/**/t" },
	  .answer = "^42" },
	{ .name = "lighttpd",
	  .target = 3,
	  .port = { .name = "lighttpd",
		    .image = "lighttpd",
		    .arguments = "-D -f /etc/lighttpd-quiet.conf",
		    .listens = 80 },
	  .request = "GET / HTTP/1.0\r\n\r\n",
	  .answer = "200 OK\r\n" },
};
#define SERVICES (sizeof services / sizeof services[0])

/* In KiB; and how long it may take to start. */
struct range {
	unsigned least, most, step;
	int start_ms;
};
static const struct range our_range = { 1024, 16384, 64, 10000 };
static const struct range peer_range = { 16384, 262144, 8192, 60000 };

static bool answers(const struct service *service, struct process *process,
		    const char *address, int start_ms)
{
	struct bytes reply = { 0 };
	bool right;

	if (service->port.listens == 0) {
		process_close_input(process);
		process_wait(process, END_MS);
		return bytes_match(&process->out, service->answer);
	}
	right = rivals_await(process, address, service->port.listens,
			     start_ms) &&
		tcp_exchange(address, service->port.listens, service->request,
			     strlen(service->request), &reply, REQUEST_MS) &&
		bytes_match(&reply, service->answer);
	bytes_free(&reply);
	return right;
}

static bool starts(const struct service *service, const struct range *range,
		   unsigned kib, bool ours)
{
	struct process process;
	struct command command;
	char memory[16];
	bool right;

	snprintf(memory, sizeof memory, "%uK", kib);
	if (ours)
		port_our_command(&service->port, memory, &command);
	else
		port_peer_command(&service->port, memory, &command);
	command_start(&command, &process);
	command_free(&command);
	right = answers(service, &process, ours ? OUR_ADDRESS : PEER_ADDRESS,
			range->start_ms);
	process_finish(&process);
	return right;
}

/* One that did not answer may have had bad luck with the network. */
static bool suffices(const struct service *service, const struct range *range,
		     unsigned kib, bool ours)
{
	return starts(service, range, kib, ours) ||
	       starts(service, range, kib, ours);
}

/* In MB; -1: not even the most is enough. */
static double least(const struct service *service, const struct range *range,
		    bool ours)
{
	unsigned low = range->least / range->step;
	unsigned high = range->most / range->step;

	if (!suffices(service, range, range->most, ours))
		return -1;
	while (low < high) {
		unsigned middle = (low + high) / 2;

		if (suffices(service, range, middle * range->step, ours))
			high = middle;
		else
			low = middle + 1;
	}
	return high * range->step * 1024 / 1e6;
}

static void measure(const struct service *service)
{
	char name[80];
	struct target target = { name, "MB", AT_MOST, service->target };
	const char *why;
	double ours, theirs;

	snprintf(name, sizeof name, "memory that %s needs", service->name);
	if (!port_prepare(&service->port, &why)) {
		table_failed(&target, "%s", why);
		return;
	}
	if (service->port.listens != 0 && !rivals_network(&why)) {
		table_skipped(&target, why);
		return;
	}
	ours = least(service, &our_range, true);
	theirs = least(service, &peer_range, false);
	if (ours < 0)
		table_failed(&target, "it does not answer");
	else if (theirs < 0)
		table_row(&target, ours, "Linux with it does not answer");
	else
		table_row(&target, ours, "Linux with it: %.1f", theirs);
}

void bench_ports_memory(void)
{
	for (unsigned i = 0; i < SERVICES; i++)
		measure(&services[i]);
}
