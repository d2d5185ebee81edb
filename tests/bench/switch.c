/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A switch from one VM to another that touches no memory: each idles for so
 * short that it is to run again when the next one does.  What starting and
 * ending VMs takes is in a short run and in a long one; the difference is the
 * switches'.
 *
 * Instructions, by instruction counting, with 2 and with 10,000 VMs; time with
 * two, against the bare machine's trap plus load of another address space.  All
 * include the guest's own few instructions a round.
 */
#include <stdio.h>

#include "bench.h"
#include "ledger.h"
#include "table.h"

#define TIMEOUT_MS 300000

struct setting {
	const char *vms, *memory;
	const char *few, *many; /* rounds of each VM */
	bool count_instructions;
};

struct totals {
	double cycles, switches;
};

static bool run(const struct setting *setting, const char *rounds,
		struct totals *totals)
{
	struct command command;
	char path[256];
	json_t *result;

	snprintf(path, sizeof path, "%s", scratch_path("switch.json"));
	command_denali(&command);
	command_add_all(&command, (const char *[]){ "--net", "none", "--stats",
						    "--result", path, "-n",
						    setting->vms, "--host-mem",
						    setting->memory, NULL });
	if (setting->count_instructions)
		command_add(&command, "--icount");
	command_add_all(&command, (const char *[]){ COMPETE_IMAGE, "yield",
						    rounds, NULL });
	result = result_of(&command, path, TIMEOUT_MS);
	totals->cycles = machine_number(result, "cycles") -
			 machine_number(result, "idle_cycles");
	totals->switches = machine_number(result, "switches");
	command_free(&command);
	json_decref(result);
	return totals->switches > 0;
}

/* TSC ticks of a switch; 0: it could not be measured. */
static double ticks(const struct setting *setting)
{
	struct totals few, many;

	if (!run(setting, setting->few, &few) ||
	    !run(setting, setting->many, &many) ||
	    many.switches <= few.switches)
		return 0;
	return (many.cycles - few.cycles) / (many.switches - few.switches);
}

static void instructions(void)
{
	const struct setting two = { "2", "256M", "5000", "25000", true };
	const struct setting most = { "10000", "1G", "10", "50", true };
	const struct target count = { "instructions of a VM switch", "",
				      INFORMATION, 0 };
	const struct target flat = { "the same with 10,000 VMs / with 2", "",
				     AT_MOST, 1.1 };
	double with_two = ticks(&two), with_most = ticks(&most);

	if (with_two <= 0 || with_most <= 0) {
		table_failed(&count, "no account of the machine");
		table_failed(&flat, "no account of the machine");
		return;
	}
	table_row(&count, with_two, "2 VMs");
	table_row(&flat, with_most / with_two, "%.0f and %.0f", with_most,
		  with_two);
}

static void time(void)
{
	const struct setting two = { "2", "256M", "50000", "550000", false };
	const struct target target = { "VM switch / bare trap and switch", "",
				       AT_MOST, 2.5 };
	double ratios[PAIRS], bare[PAIRS], vms[PAIRS];

	for (int i = 0; i < PAIRS; i++) {
		bare[i] = bare_ticks("switch") / 1000;
		vms[i] = ticks(&two);
		if (bare[i] <= 0 || vms[i] <= 0) {
			table_failed(&target, "%s gave no number",
				     bare[i] <= 0 ? BARE_KERNEL :
						    COMPETE_IMAGE);
			return;
		}
		ratios[i] = vms[i] / bare[i];
	}
	table_row(&target, median(ratios, PAIRS), "%.0f and %.0f TSC ticks",
		  median(vms, PAIRS), median(bare, PAIRS));
}

void bench_switch(void)
{
	instructions();
	time();
}
