/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What it costs to be reached at a port of the host's: instructions of an HTTP
 * request to http-hello, a VM of examples/supervisor, through a forwarded port
 * and straight, each with a connection of its own.
 */
#include <stdio.h>
#include <string.h>

#include "bench.h"
#include "harness/denali.h"
#include "harness/net.h"
#include "table.h"
#include "trace.h"

#define FEW 20
#define MANY 120
#define PATIENCE_MS 240000
#define TRY_MS 20000
#define WEB "10.0.2.16"

/* What the supervisor is to do; the two ways differ in the last line. */
#define MAKE                                                                   \
	"load web /images/http-hello\n"                                        \
	"create web web ip=" WEB "/24 gateway=10.0.2.2\n"

struct cost {
	double all, kernel;
};

static bool ask(struct process *process, uint16_t port, int count)
{
	struct bytes page = { 0 };
	bool done = http_await(process, port, &page, TRY_MS, PATIENCE_MS);

	for (int i = 1; done && i < count; i++)
		done = http_get(LOOPBACK, port, "/", &page, TRY_MS);
	bytes_free(&page);
	return done;
}

static bool run(bool forwarded, int count)
{
	const char *say = forwarded ? MAKE "forward 8000 web:80\n" : MAKE;
	struct process process;
	struct command command;
	uint16_t port = free_ports(1);
	bool done;

	command_denali(&command);
	command_add_all(&command, (const char *[]){ "--icount", "--supervisor",
						    "--vms", "4", "-p", NULL });
	if (forwarded)
		command_add(&command, "%u:8000", port);
	else
		command_add(&command, "%u:" WEB ":80", port);
	command_add(&command, EXAMPLE_IMAGE("supervisor"));
	command_start(&command, &process);
	process_write(&process, say, strlen(say));
	done = ask(&process, port, count);
	process_write(&process, "poweroff\n", 9);
	done = process_wait(&process, PATIENCE_MS) && done;
	process_finish(&process);
	command_free(&command);
	return done;
}

static bool traced(bool forwarded, int count, double sign, struct cost *cost)
{
	struct trace trace;
	double kernel = 0;
	bool done;

	if (!trace_begin())
		return false;
	done = run(forwarded, count);
	if (!trace_end(&trace) || !done)
		return false;
	for (unsigned int i = 0; i < trace.files; i++)
		kernel += trace.kernel[i].count;
	cost->kernel += sign * kernel / (MANY - FEW);
	cost->all += sign * (kernel + trace.guest) / (MANY - FEW);
	return true;
}

static bool measure(bool forwarded, struct cost *cost)
{
	*cost = (struct cost){ 0 };
	return traced(forwarded, MANY, 1, cost) &&
	       traced(forwarded, FEW, -1, cost);
}

void bench_forward(void)
{
	const struct target target = {
		"HTTP request, forwarded port / straight", "", AT_MOST, 1.05
	};
	struct cost straight, forwarded;

	if (!measure(false, &straight) || !measure(true, &forwarded)) {
		table_failed(&target, "the requests were not all counted");
		return;
	}
	table_row(&target, forwarded.all / straight.all,
		  "%.0f and %.0f instructions, of the kernel %.0f and %.0f",
		  forwarded.all, straight.all, forwarded.kernel,
		  straight.kernel);
}
