/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * From the command to hello's line of output, against QEMU's own time to the
 * first byte of an empty kernel, on a machine with the firmware that QEMU picks
 * by itself; and, to tell how much of it the firmware makes, on one with the
 * firmware that `denali run` picks.
 */
#include "start.h"

#include "bench.h"
#include "table.h"

#define TIMEOUT_MS 30000
#define RUNS 15

double start_first_byte(const struct command *command)
{
	struct process process;
	double start = now_ms(), taken = -1;

	command_start(command, &process);
	if (process_await_bytes(&process, 1, TIMEOUT_MS))
		taken = now_ms() - start;
	process_wait(&process, TIMEOUT_MS);
	process_finish(&process);
	return taken;
}

void start_empty_kernel(struct command *command, enum firmware firmware)
{
	command_machine(command, BARE_KERNEL, firmware);
	command_add_all(command, (const char *[]){ "-serial", "stdio", NULL });
}

static void measure(const struct target *target, enum firmware firmware)
{
	double ratios[RUNS], ours[RUNS], theirs[RUNS];
	struct command hello, empty;
	int i;

	command_denali(&hello);
	command_add(&hello, HELLO_IMAGE);
	start_empty_kernel(&empty, firmware);
	for (i = 0; i < RUNS; i++) {
		theirs[i] = start_first_byte(&empty);
		ours[i] = start_first_byte(&hello);
		ratios[i] = ours[i] / theirs[i];
		if (ours[i] < 0 || theirs[i] < 0)
			break;
	}
	if (i < RUNS)
		table_failed(target, "no output came");
	else
		table_row(target, median(ratios, RUNS), "%.0f and %.0f ms",
			  median(ours, RUNS), median(theirs, RUNS));
	command_free(&hello);
	command_free(&empty);
}

void bench_start(void)
{
	measure(&(struct target){ "denali run hello / empty kernel", "",
				  AT_MOST, 1.3 },
		FIRMWARE_DEFAULT);
	measure(&(struct target){ "... with the firmware of denali run", "",
				  INFORMATION, 0 },
		FIRMWARE_OURS);
}
