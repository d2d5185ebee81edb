/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "contest.h"

#include "bench.h"
#include "rivals.h"

#define ATTEMPTS 4

enum ending { MEASURED, WE_FAILED, PEER_FAILED };

static enum ending run(const struct contest *contest)
{
	double ratios[PAIRS], ours[PAIRS], theirs[PAIRS];

	for (int i = 0; i < PAIRS; i++) {
		ours[i] = contest->measure(contest->load, OUR_ADDRESS);
		if (ours[i] < 0)
			return WE_FAILED;
		theirs[i] = contest->measure(contest->load, PEER_ADDRESS);
		if (theirs[i] < 0)
			return PEER_FAILED;
		ratios[i] = ours[i] / theirs[i];
	}
	table_row(&contest->target, median(ratios, PAIRS),
		  "%.0f and %.0f a second", median(ours, PAIRS),
		  median(theirs, PAIRS));
	return MEASURED;
}

bool contest_run(const struct contest *contests, unsigned count,
		 bool (*restart)(void *), void *context)
{
	bool good = true;

	for (unsigned i = 0; i < count; i++) {
		enum ending ending = run(&contests[i]);

		for (int attempt = 1; attempt < ATTEMPTS && restart != NULL &&
				      ending == PEER_FAILED && restart(context);
		     attempt++)
			ending = run(&contests[i]);
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
