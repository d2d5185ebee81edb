/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "contest.h"

#include "bench.h"
#include "rivals.h"

#define ATTEMPTS 6

enum ending { MEASURED, WE_FAILED, PEER_FAILED };

struct results {
	double ours[PAIRS], theirs[PAIRS], ratios[PAIRS];
	int count;
};

/* The pairs that are still missing. */
static enum ending run(const struct contest *contest, struct results *results)
{
	for (; results->count < PAIRS; results->count++) {
		double ours = contest->measure(contest->load, OUR_ADDRESS);
		double theirs;

		if (ours < 0)
			return WE_FAILED;
		theirs = contest->measure(contest->load, PEER_ADDRESS);
		if (theirs < 0)
			return PEER_FAILED;
		results->ours[results->count] = ours;
		results->theirs[results->count] = theirs;
		results->ratios[results->count] = ours / theirs;
	}
	table_row(&contest->target, median(results->ratios, PAIRS),
		  "%.0f and %.0f a second", median(results->ours, PAIRS),
		  median(results->theirs, PAIRS));
	return MEASURED;
}

bool contest_run(const struct contest *contests, unsigned count,
		 bool (*restart)(void *), void *context)
{
	bool good = true;

	for (unsigned i = 0; i < count; i++) {
		struct results results = { .count = 0 };
		enum ending ending = run(&contests[i], &results);

		for (int attempt = 1; attempt < ATTEMPTS && restart != NULL &&
				      ending == PEER_FAILED && restart(context);
		     attempt++)
			ending = run(&contests[i], &results);
		if (ending != MEASURED)
			table_failed(&contests[i].target, "errors at %s",
				     ending == WE_FAILED ? "ours" : "the peer");
		good = good && ending == MEASURED;
	}
	return good;
}

void contest_skip(const struct contest *contests, unsigned count,
		  const char *why)
{
	for (unsigned i = 0; i < count; i++)
		table_skipped(&contests[i].target, why);
}

void contest_fail(const struct contest *contests, unsigned count,
		  const char *what)
{
	for (unsigned i = 0; i < count; i++)
		table_failed(&contests[i].target, "%s", what);
}
