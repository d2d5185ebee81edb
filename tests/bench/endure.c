/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What must hold for long: fifty thousand connections one after another, busy
 * clients on a forwarded port, and a GiB through bulk in each direction, which
 * must arrive unchanged.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench.h"
#include "harness/denali.h"
#include "harness/net.h"
#include "rivals.h"
#include "table.h"

#define CONNECTIONS 50000
#define PATIENCE_MS 20000
#define FAILURES_MOST 100
#define START_MS 20000
#define CLIENT_MS 30000

static void connect_often(const struct target *slowest,
			  const struct target *refused)
{
	struct bytes page = { 0 };
	double worst = 0, start = now_ms();
	int failures = 0, done = 0;

	while (done < CONNECTIONS && failures < FAILURES_MOST) {
		double begun = now_ms();

		failures += !http_get(OUR_ADDRESS, 80, "/", &page, PATIENCE_MS);
		if (now_ms() - begun > worst)
			worst = now_ms() - begun;
		done++;
	}
	bytes_free(&page);
	table_row(refused, failures, "%d connections in %.0f s", done,
		  (now_ms() - start) / 1e3);
	table_row(slowest, worst, "%.0f a second", done * 1e3 /
						   (now_ms() - start));
}

static void bench_connections(void)
{
	const struct target slowest = { "slowest of 50,000 connections", "ms",
					AT_MOST, 1000 };
	const struct target refused = { "failures of 50,000 connections", "",
					AT_MOST, 0 };
	struct process ours;
	const char *why;

	if (!rivals_network(&why)) {
		table_skipped(&refused, why);
		table_skipped(&slowest, why);
		return;
	}
	if (rivals_start_ours(&ours, HTTP_IMAGE, NULL)) {
		connect_often(&slowest, &refused);
	} else {
		table_failed(&refused, "http-hello does not come up");
		table_failed(&slowest, "http-hello does not come up");
	}
	process_finish(&ours);
}

/* Errors that wrk met in ten seconds with 64 connections; -1: it did not run. */
static double wrk_errors(const char *url, double *rate)
{
	struct process process;
	double errors = -1;

	if (process_run(&process,
			(const char *[]){ "wrk", "-t1", "-c64", "-d10s", url,
					  NULL },
			CLIENT_MS) &&
	    process.status == 0) {
		*rate = bytes_number_after(&process.out, "Requests/sec: *");
		errors = bytes_match(&process.out, "Socket errors|Non-2xx");
	}
	process_finish(&process);
	return errors;
}

static void bench_wrk(void)
{
	const struct target target = { "wrk -c64 -d10s, errors, forwarded port",
				       "", AT_MOST, 0 };
	struct process ours;
	struct command command;
	struct bytes page = { 0 };
	uint16_t port = free_ports(1);
	double deadline = now_ms() + START_MS, errors, rate = 0;
	char url[64];

	snprintf(url, sizeof url, "http://" LOOPBACK ":%u/", port);
	command_denali(&command);
	command_add(&command, "-p");
	command_add(&command, "%u:80", port);
	command_add(&command, HTTP_IMAGE);
	command_start(&command, &ours);
	while (!http_get(LOOPBACK, port, "/", &page, PATIENCE_MS) &&
	       now_ms() < deadline && !ours.ended)
		process_read_for(&ours, 20);
	errors = wrk_errors(url, &rate);
	if (errors < 0)
		table_failed(&target, "wrk does not run");
	else
		table_row(&target, errors, "%.0f requests a second", rate);
	process_finish(&ours);
	command_free(&command);
	bytes_free(&page);
}

void bench_endure(void)
{
	bench_wrk();
	bench_connections();
}
