/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A virtual instruction's round trip, against an empty sysenter round trip of
 * the bare machine: the same loop, the same emulator, in turns.
 */
#include <stdio.h>

#include "bench.h"
#include "harness/denali.h"
#include "table.h"

#define TIMEOUT_MS 30000

double bare_ticks(const char *kind)
{
	struct command command;
	struct process process;
	char line[32];
	double ticks;

	command_machine(&command, BARE_KERNEL, FIRMWARE_OURS);
	command_add_all(&command, (const char *[]){ "-serial", "stdio", NULL });
	command_start(&command, &process);
	process_wait(&process, TIMEOUT_MS);
	snprintf(line, sizeof line, "^%s ", kind);
	ticks = bytes_number_after(&process.out, line);
	process_finish(&process);
	command_free(&command);
	return ticks;
}

static double guest_trips(void)
{
	struct process process;
	double ticks;

	denali_start(&process, "--net", "none", ROUNDTRIP_IMAGE, NULL);
	process_wait(&process, TIMEOUT_MS);
	ticks = bytes_number_after(&process.out, "^kick ");
	process_finish(&process);
	return ticks;
}

void bench_trap(void)
{
	const struct target target = { "virtual instruction / bare sysenter",
				       "", AT_MOST, 2.0 };
	double ratios[PAIRS], bare[PAIRS], guest[PAIRS];

	for (int i = 0; i < PAIRS; i++) {
		bare[i] = bare_ticks("sysenter");
		guest[i] = guest_trips();
		ratios[i] = guest[i] / bare[i];
		if (bare[i] <= 0 || guest[i] <= 0) {
			table_failed(&target, "%s gave no number",
				     bare[i] <= 0 ? BARE_KERNEL :
						    ROUNDTRIP_IMAGE);
			return;
		}
	}
	table_row(&target, median(ratios, PAIRS), "%.0f and %.0f TSC ticks",
		  median(guest, PAIRS) / 1000, median(bare, PAIRS) / 1000);
}
