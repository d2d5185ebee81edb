/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Throughput from as many VMs as memory holds to some five times as many, and,
 * with four times as many, how their pages come back: all of a VM together or
 * one by one (--boot scattered), and by transfers of what size.
 *
 * The swap disk is a file that the build machine has in memory: a read costs
 * next to nothing there, where it costs a disk milliseconds.  So reads for an
 * answer are what is judged, beside the answers a second.
 */
#include "cliff.h"

#include <stdio.h>

#include "crowd.h"
#include "table.h"

#define ROUNDS 3
#define MEMORY "64M" /* for some 800 VMs */
#define SWAP "256G"  /* a region for each; the file takes what is written */
#define MANY 3200

static const struct demand demand = { .exponent = 1.0, .milliseconds = 2000 };

struct point {
	double rate;
	double reads; /* for an answer */
};

static bool measure(uint32_t vms, const char *boot, struct point *point)
{
	struct crowd crowd = { vms, MEMORY, SWAP, boot };
	struct load_result result = { 0 };
	struct process process;
	bool started = crowd_start(&process, &crowd);
	double reads;

	if (started)
		crowd_load(&crowd, &demand, &result);
	reads = crowd_end(&process);
	point->rate = result.rate;
	/* Each VM has been asked once at the start. */
	point->reads = reads / (result.answers + vms);
	return started && reads >= 0 && crowd_served(&result);
}

static void show(const char *name, uint32_t vms, const char *boot)
{
	const struct target target = { name, "a second", INFORMATION, 0 };
	struct point point;

	if (measure(vms, boot, &point))
		table_row(&target, point.rate,
			  "%.2f reads of the disk an answer", point.reads);
	else
		table_failed(&target, "not all of the answers came");
}

static void compare(void)
{
	const struct target rate = { "3,200 VMs in 64 MiB, clustered / not", "",
				     AT_LEAST, 1 };
	const struct target reads = { "... reads, not clustered / clustered",
				      "", AT_LEAST, 2 };
	struct point ours[ROUNDS], theirs[ROUNDS];
	double rates[ROUNDS], savings[ROUNDS];

	for (int i = 0; i < ROUNDS; i++) {
		if (!measure(MANY, NULL, &ours[i]) ||
		    !measure(MANY, "scattered", &theirs[i])) {
			table_failed(&rate, "not all of the answers came");
			table_failed(&reads, "not all of the answers came");
			return;
		}
		rates[i] = ours[i].rate / theirs[i].rate;
		savings[i] = theirs[i].reads / ours[i].reads;
	}
	table_row(&rate, median(rates, ROUNDS), "%.0f and %.0f in the last run",
		  ours[ROUNDS - 1].rate, theirs[ROUNDS - 1].rate);
	table_row(&reads, median(savings, ROUNDS),
		  "%.2f and %.2f an answer in the last run",
		  theirs[ROUNDS - 1].reads, ours[ROUNDS - 1].reads);
}

void cliff(void)
{
	show("answers of 400 VMs in 64 MiB", 400, NULL);
	show("... 800", 800, NULL);
	show("... 1,600", 1600, NULL);
	show("... 4,000", 4000, NULL);
	show("... 3,200, transfers of 4 KiB", MANY, "swap-block=4K");
	show("... 3,200, transfers of 16 KiB", MANY, "swap-block=16K");
	show("... 3,200, transfers of 64 KiB", MANY, "swap-block=64K");
	show("... 3,200, transfers of 256 KiB", MANY, "swap-block=256K");
	compare();
}
