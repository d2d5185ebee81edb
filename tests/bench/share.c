/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Processor shares: a hundred busy VMs of three weights for twenty seconds of
 * guests' time, and one with a cap beside nobody, under instruction counting.
 */
#include <math.h>
#include <stdio.h>

#include "bench.h"
#include "ledger.h"
#include "table.h"

#define TIMEOUT_MS 300000
#define VMS 100
#define CAP 0.1

static json_t *run(const char *const options[], const char *milliseconds)
{
	struct command command;
	char path[256];
	json_t *result;

	snprintf(path, sizeof path, "%s", scratch_path("share.json"));
	command_denali(&command);
	command_add_all(&command,
			(const char *[]){ "--net", "none", "--icount",
					  "--stats", "--result", path, NULL });
	command_add_all(&command, options);
	command_add_all(&command, (const char *[]){ COMPETE_IMAGE, "spin",
						    milliseconds, NULL });
	result = result_of(&command, path, TIMEOUT_MS);
	command_free(&command);
	return result;
}

static double cycles(const json_t *result, size_t vm)
{
	const json_t *ledger = instance_ledger(result, vm);

	return ledger_number(ledger, "guest_cycles") +
	       ledger_number(ledger, "kernel_cycles");
}

/* How far the worst is off its share. */
static void shares(void)
{
	static const double weights[] = { 1, 2, 4 };
	const struct target target = { "worst of 100 shares, weights 1, 2, 4",
				       "%", AT_MOST, 5 };
	json_t *result = run((const char *[]){ "-n", "100", "--weight", "1,2,4",
					       NULL },
			     "20000");
	double total = 0, due = 0, worst = 0;
	size_t who = 0;

	for (size_t vm = 0; vm < VMS; vm++) {
		total += cycles(result, vm);
		due += weights[vm % 3];
	}
	for (size_t vm = 0; vm < VMS && total > 0; vm++) {
		double share = cycles(result, vm) / total;
		double off = fabs(share * due / weights[vm % 3] - 1) * 100;
		if (off > worst) {
			worst = off;
			who = vm;
		}
	}
	if (total > 0)
		table_row(&target, worst, "instance %zu, of weight %.0f", who,
			  weights[who % 3]);
	else
		table_failed(&target, "no ledgers");
	json_decref(result);
}

static void cap(void)
{
	const struct target target = { "a cap of 10 % is off by", "% of CPU",
				       AT_MOST, 1 };
	json_t *result = run((const char *[]){ "--cap", "10", NULL }, "10000");
	double whole = machine_number(result, "cycles");
	double share = cycles(result, 0) / whole;

	if (whole > 0)
		table_row(&target, fabs(share - CAP) * 100, "it had %.2f %%",
			  share * 100);
	else
		table_failed(&target, "no account of the machine");
	json_decref(result);
}

void bench_share(void)
{
	shares();
	cap();
}
