/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * HTTP requests a second: http-hello on Denali against nginx in the Linux peer,
 * the same page, the same emulator, the same client, in turns.
 */
#include <stdio.h>

#include "bench.h"
#include "rivals.h"
#include "table.h"

#define SECONDS "3"
#define CLIENT_MS 30000

struct load {
	struct target target;
	const char *connections;
	bool close; /* a connection per request */
};

static const struct load loads[] = {
	{ { "HTTP keep-alive, 1 connection / Linux", "", AT_LEAST, 1.5 },
	  "1",
	  false },
	{ { "HTTP keep-alive, 32 connections / Linux", "", AT_LEAST, 2.5 },
	  "32",
	  false },
	{ { "HTTP keep-alive, 64 connections / Linux", "", AT_LEAST, 2.5 },
	  "64",
	  false },
	{ { "HTTP, a connection per request / Linux", "", AT_LEAST, 2.5 },
	  "8",
	  true },
};
#define LOADS (sizeof loads / sizeof loads[0])

/* Requests a second; -1 if the client met an error. */
static double requests(const struct load *load, const char *address)
{
	struct process process;
	char url[64];
	double rate = -1;

	snprintf(url, sizeof url, "http://%s/", address);
	if (process_run(&process,
			(const char *[]){ "wrk", "-t1", "-c", load->connections,
					  "-d", SECONDS, url,
					  load->close ? "-HConnection: close" :
							NULL,
					  NULL },
			CLIENT_MS) &&
	    !bytes_match(&process.out, "Socket errors|Non-2xx"))
		rate = bytes_number_after(&process.out, "Requests/sec: *");
	if (rate < 0)
		fprintf(stderr, "%s: %s%s", url, process.out.data,
			process.err.data);
	process_finish(&process);
	return rate;
}

static void measure(const struct load *load)
{
	double ratios[PAIRS], ours[PAIRS], theirs[PAIRS];

	for (int i = 0; i < PAIRS; i++) {
		ours[i] = requests(load, OUR_ADDRESS);
		theirs[i] = requests(load, PEER_ADDRESS);
		ratios[i] = ours[i] / theirs[i];
		if (ours[i] < 0 || theirs[i] < 0) {
			table_failed(&load->target, "errors at %s",
				     ours[i] < 0 ? "ours" : "the peer");
			return;
		}
	}
	table_row(&load->target, median(ratios, PAIRS),
		  "%.0f and %.0f a second", median(ours, PAIRS),
		  median(theirs, PAIRS));
}

static void skip(const char *why)
{
	for (size_t i = 0; i < LOADS; i++)
		table_skipped(&loads[i].target, why);
}

static void fail(const char *what)
{
	for (size_t i = 0; i < LOADS; i++)
		table_failed(&loads[i].target, "%s", what);
}

void bench_http(void)
{
	struct process ours, peer;
	const char *why;

	if (!rivals_build_peer()) {
		fail("the Linux peer cannot be built");
		return;
	}
	if (!rivals_network(&why)) {
		skip(why);
		return;
	}
	if (!rivals_start_peer(&peer, true)) {
		fail("the Linux peer does not come up");
	} else {
		if (!rivals_start_ours(&ours, "1", 80, HTTP_IMAGE,
				       (const char *[]){ NULL }))
			fail("http-hello does not come up");
		else
			for (size_t i = 0; i < LOADS; i++)
				measure(&loads[i]);
		process_finish(&ours);
	}
	process_finish(&peer);
}
