/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "contest.h"

#include "bench.h"
#include "rivals.h"

static void run(const struct contest *contest)
{
	double ratios[PAIRS], ours[PAIRS], theirs[PAIRS];

	for (int i = 0; i < PAIRS; i++) {
		ours[i] = contest->measure(contest->load, OUR_ADDRESS);
		theirs[i] = contest->measure(contest->load, PEER_ADDRESS);
		ratios[i] = ours[i] / theirs[i];
		if (ours[i] < 0 || theirs[i] < 0) {
			table_failed(&contest->target, "errors at %s",
				     ours[i] < 0 ? "ours" : "the peer");
			return;
		}
	}
	table_row(&contest->target, median(ratios, PAIRS),
		  "%.0f and %.0f a second", median(ours, PAIRS),
		  median(theirs, PAIRS));
}

void contest_run(const struct contest *contests, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		run(&contests[i]);
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
