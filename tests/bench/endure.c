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
#define BULK_PATIENCE_MS 300000
#define GIB (UINT64_C(1) << 30)
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
	table_row(slowest, worst, "%.0f a second",
		  done * 1e3 / (now_ms() - start));
}

static void count_connections(void)
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
	if (rivals_start_ours(&ours, "1", 80, HTTP_IMAGE,
			      (const char *[]){ NULL })) {
		connect_often(&slowest, &refused);
	} else {
		table_failed(&refused, "http-hello does not come up");
		table_failed(&slowest, "http-hello does not come up");
	}
	process_finish(&ours);
}

/* Did wrk meet errors in ten seconds with 64 connections?  1 if it did, -1 if
 * it did not run. */
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
		if (errors > 0)
			fputs(process.out.data, stderr);
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

/* Generates, or takes, a GiB, and hands every byte to sha256sum as well. */
static bool push_gib(int connection, FILE *hash)
{
	static uint32_t buffer[16384];
	uint32_t state = 1;

	for (uint64_t done = 0; done < GIB; done += sizeof buffer) {
		for (size_t i = 0; i < sizeof buffer / 4; i++) {
			state = state * 1664525u + 1013904223u;
			buffer[i] = state;
		}
		if (fwrite(buffer, sizeof buffer, 1, hash) != 1 ||
		    !send_all(connection, buffer, sizeof buffer))
			return false;
	}
	return shutdown(connection, SHUT_WR) == 0;
}

static bool pull_gib(int connection, FILE *hash)
{
	static char buffer[65536];
	uint64_t done = 0;
	ssize_t got;

	while ((got = recv(connection, buffer, sizeof buffer, 0)) > 0) {
		if (fwrite(buffer, (size_t)got, 1, hash) != 1)
			return false;
		done += (uint64_t)got;
	}
	return got == 0 && done == GIB;
}

/* Runs one transfer; line is what the service must print about it, hash by
 * sha256sum of what passed through here. */
static bool transfer(uint16_t port, bool (*move)(int, FILE *),
		     struct bytes *line)
{
	int connection = tcp_connect(OUR_ADDRESS, port, BULK_PATIENCE_MS);
	char path[256];
	char command[300];
	struct bytes sum = { 0 };
	bool moved = false;
	FILE *hash;

	snprintf(path, sizeof path, "%s", scratch_path("sha256"));
	snprintf(command, sizeof command, "sha256sum >%s", path);
	hash = popen(command, "w");
	if (connection >= 0 && hash != NULL) {
		moved = move(connection, hash);
		/* The service has taken all when it closes. */
		moved = receive(connection, &sum, 0) && moved;
	}
	if (hash != NULL)
		pclose(hash);
	close(connection);
	bytes_clear(&sum);
	moved = moved && bytes_read_file(&sum, path) && sum.length > 64;
	bytes_append_text(line, port == SINK_PORT ? "sink " : "source ");
	bytes_append_text(line, "1073741824 ");
	bytes_append(line, sum.data, moved ? 64 : 0);
	bytes_free(&sum);
	unlink(path);
	return moved;
}

static void bench_gib(struct process *ours, const struct target *target,
		      uint16_t port, bool (*move)(int, FILE *))
{
	struct bytes line = { 0 };
	double start = now_ms();
	bool moved = transfer(port, move, &line);
	double taken = (now_ms() - start) / 1e3;

	if (!moved)
		table_failed(target, "the transfer broke");
	else
		table_row(target,
			  process_await(ours, &ours->out, line.data, CLIENT_MS),
			  "%.0f s, hashed on both sides; %s", taken, line.data);
	bytes_free(&line);
}

static void bench_gibs(void)
{
	const struct target in = { "1 GiB in, SHA-256 is the same", "",
				   AT_LEAST, 1 };
	const struct target out = { "1 GiB out, SHA-256 is the same", "",
				    AT_LEAST, 1 };
	struct process ours;
	const char *why;

	if (!rivals_network(&why)) {
		table_skipped(&in, why);
		table_skipped(&out, why);
		return;
	}
	if (rivals_start_ours(&ours, "1", SINK_PORT, BULK_IMAGE,
			      (const char *[]){ NULL })) {
		bench_gib(&ours, &in, SINK_PORT, push_gib);
		bench_gib(&ours, &out, SOURCE_PORT, pull_gib);
	} else {
		table_failed(&in, "bulk does not come up");
		table_failed(&out, "bulk does not come up");
	}
	process_finish(&ours);
}

void bench_endure(void)
{
	bench_wrk();
	bench_gibs();
	count_connections();
}
