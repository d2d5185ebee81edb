/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The experiments of the paper, each with its own load: web servers asked by
 * Zipf's law, 32 requests at a time, a connection for each.
 *
 *   events that wait for their VM's turn against a switch for each frame;
 *   an idle that takes a deadline against VMs that are woken by a tick;
 *   more and more VMs in memory;
 *   and more than memory holds (cliff.c).
 *
 * What is compared runs in turns, each time on a host that was just started.
 */
#include <stdio.h>

#include "bench.h"
#include "cliff.h"
#include "crowd.h"
#include "table.h"

#define ROUNDS 3
#define ZIPF 1.0
#define LOAD_MS 2000

static const struct demand small = { ZIPF, false, LOAD_MS };
static const struct demand large = { ZIPF, true, LOAD_MS };

/* Answers a second of a host of its own; -1: some were wrong, or late. */
static double rate(const struct crowd *crowd, const struct demand *demand)
{
	struct load_result result = { 0 };
	struct process process;
	bool started = crowd_start(&process, crowd);

	if (started)
		crowd_load(crowd, demand, &result);
	crowd_end(&process);
	return started && crowd_served(&result) ? result.rate : -1;
}

struct comparison {
	struct target target;
	const struct demand *demand;
	struct crowd ours, theirs;
};

static void compare(const struct comparison *comparison)
{
	double ratios[ROUNDS], ours[ROUNDS], theirs[ROUNDS];

	for (int i = 0; i < ROUNDS; i++) {
		ours[i] = rate(&comparison->ours, comparison->demand);
		theirs[i] = rate(&comparison->theirs, comparison->demand);
		ratios[i] = ours[i] / theirs[i];
		if (ours[i] <= 0 || theirs[i] <= 0) {
			table_failed(&comparison->target,
				     "not all of the answers came");
			return;
		}
	}
	table_row(&comparison->target, median(ratios, ROUNDS),
		  "%.0f and %.0f answers a second", median(ours, ROUNDS),
		  median(theirs, ROUNDS));
}

/* The paper has up to 30 % from batches, and more than 2 from idle. */
static const struct comparison comparisons[] = {
	{ { "batched events / immediate, 32 VMs", "", AT_LEAST, 1.3 },
	  &small,
	  { 32, "256M", NULL, NULL },
	  { 32, "256M", NULL, "immediate" } },
	{ { "... objects of 134,007 bytes", "", INFORMATION, 0 },
	  &large,
	  { 32, "256M", NULL, NULL },
	  { 32, "256M", NULL, "immediate" } },
	{ { "... 800 VMs", "", INFORMATION, 0 },
	  &small,
	  { 800, "256M", NULL, NULL },
	  { 800, "256M", NULL, "immediate" } },
	{ { "idle with a deadline / ticks, 1,200 VMs", "", AT_LEAST, 2 },
	  &small,
	  { 1200, "256M", NULL, NULL },
	  { 1200, "256M", NULL, "tick=10000" } },
};
#define COMPARISONS (sizeof comparisons / sizeof comparisons[0])

/* ---- more and more VMs ---- */

static const uint32_t counts[] = { 10, 100, 1000, 5000 };
#define COUNTS 4
#define BASE                                                                   \
	1 /* 10 VMs have several of the 32 requests each, and share turns */

struct scale {
	double rates[2][COUNTS][ROUNDS]; /* small, large */
};

static bool measure_scale(struct scale *scale, int round, int count)
{
	struct crowd crowd = { counts[count], "1G", NULL, NULL };
	struct load_result result[2] = { 0 };
	struct process process;
	bool started = crowd_start(&process, &crowd);

	if (started) {
		crowd_load(&crowd, &small, &result[0]);
		crowd_load(&crowd, &large, &result[1]);
	}
	crowd_end(&process);
	for (int i = 0; i < 2; i++)
		scale->rates[i][count][round] = result[i].rate;
	return started && crowd_served(&result[0]) && crowd_served(&result[1]);
}

/* "Nearly flat" is what the paper says of as many as 1,000. */
static void show_scale(const struct target *target, int object, int count,
		       const struct scale *scale)
{
	double ratios[ROUNDS], middles[COUNTS];

	for (int i = 0; i < ROUNDS; i++)
		ratios[i] = scale->rates[object][count][i] /
			    scale->rates[object][BASE][i];
	for (int i = 0; i < COUNTS; i++) {
		double rates[ROUNDS];

		for (int j = 0; j < ROUNDS; j++)
			rates[j] = scale->rates[object][i][j];
		middles[i] = median(rates, ROUNDS);
	}
	table_row(target, median(ratios, ROUNDS),
		  "10, 100, 1,000, 5,000 VMs: %.0f, %.0f, %.0f, %.0f answers "
		  "a second",
		  middles[0], middles[1], middles[2], middles[3]);
}

static void scale(void)
{
	static const struct {
		struct target target;
		int object, count;
	} rows[] = {
		{ { "1,000 VMs in 1 GiB / 100", "", AT_LEAST, 0.9 }, 0, 2 },
		{ { "5,000 VMs in 1 GiB / 100", "", AT_LEAST, 0.9 }, 0, 3 },
		{ { "... 1,000, of 134,007 bytes", "", AT_LEAST, 0.9 }, 1, 2 },
		{ { "... 5,000, of 134,007 bytes", "", AT_LEAST, 0.9 }, 1, 3 },
	};
	static struct scale scale;
	bool measured = true;

	for (int round = 0; round < ROUNDS; round++)
		for (int count = 0; count < COUNTS; count++)
			measured = measured &&
				   measure_scale(&scale, round, count);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (measured)
			show_scale(&rows[i].target, rows[i].object,
				   rows[i].count, &scale);
		else
			table_failed(&rows[i].target,
				     "not all of the answers came");
}

void bench_paper(void)
{
	const char *why;

	if (!crowd_network(&why)) {
		for (size_t i = 0; i < COMPARISONS; i++)
			table_skipped(&comparisons[i].target, why);
		return;
	}
	for (size_t i = 0; i < COMPARISONS; i++)
		compare(&comparisons[i]);
	scale();
	cliff();
}
