/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * HTTP requests a second: http-hello on Denali against nginx in the Linux peer,
 * the same page, the same emulator, the same client, in turns.
 */
#include "bench.h"
#include "contest.h"
#include "rivals.h"
#include "wrk.h"

static const struct wrk one = { "1", false, 80 };
static const struct wrk some = { "32", false, 80 };
static const struct wrk many = { "64", false, 80 };
static const struct wrk fresh = { "8", true, 80 };

static const struct contest contests[] = {
	{ { "HTTP keep-alive, 1 connection / Linux", "", AT_LEAST, 1.5 },
	  &one,
	  wrk_requests },
	{ { "HTTP keep-alive, 32 connections / Linux", "", AT_LEAST, 2.5 },
	  &some,
	  wrk_requests },
	{ { "HTTP keep-alive, 64 connections / Linux", "", AT_LEAST, 2.5 },
	  &many,
	  wrk_requests },
	{ { "HTTP, a connection per request / Linux", "", AT_LEAST, 2.5 },
	  &fresh,
	  wrk_requests },
};
#define CONTESTS (sizeof contests / sizeof contests[0])

void bench_http(void)
{
	struct process ours, peer;
	const char *why;

	if (!rivals_build_peer()) {
		contest_fail(contests, CONTESTS,
			     "the Linux peer cannot be built");
		return;
	}
	if (!rivals_network(&why)) {
		contest_skip(contests, CONTESTS, why);
		return;
	}
	if (!rivals_start_peer(&peer, true)) {
		contest_fail(contests, CONTESTS,
			     "the Linux peer does not come up");
	} else {
		if (!rivals_start_ours(&ours, "1", 80, HTTP_IMAGE,
				       (const char *[]){ NULL }))
			contest_fail(contests, CONTESTS,
				     "http-hello does not come up");
		else
			contest_run(contests, CONTESTS, NULL, NULL);
		process_finish(&ours);
	}
	process_finish(&peer);
}
