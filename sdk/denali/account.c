/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "account.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "fields.h"

/* A column of a table: a heading, and a number of the ledger's.  With 14 of
 * them a table has 120 characters a line. */
struct column {
	const char *heading;
	struct field field;
};
#define TABLE_COLUMNS 14

/* clang-format off */
#define COLUMN(heading, name)                                                  \
	{ heading, { #name, offsetof(struct denali_ledger, name),              \
		     sizeof(((struct denali_ledger *)0)->name), false } }
/* clang-format on */

static const struct column processor[TABLE_COLUMNS] = {
	COLUMN("weight", weight),        COLUMN("guest", guest_cycles),
	COLUMN("kernel", kernel_cycles), COLUMN("turns", switches),
	COLUMN("timer", timer_wakeups),  COLUMN("event", event_wakeups),
	COLUMN("capped", throttles),     COLUMN("calls", calls),
	COLUMN("idles", idles),          COLUMN("kicks", kicks),
	COLUMN("faults", page_faults),   COLUMN("zeroed", faults_zero),
	COLUMN("copied", faults_copy),   COLUMN("swapped", faults_swap),
};

static const struct column memory[TABLE_COLUMNS] = {
	COLUMN("frames", frames),         COLUMN("peak", frames_peak),
	COLUMN("tables", table_frames),   COLUMN("out", pages_out),
	COLUMN("admits", admissions),     COLUMN("read", pages_read),
	COLUMN("written", pages_written), COLUMN("delays", swap_delays),
	COLUMN("sent", tx_frames),        COLUMN("refused", tx_refused),
	COLUMN("lost", tx_lost),          COLUMN("taken", rx_frames),
	COLUMN("behind", rx_behind),      COLUMN("no-room", rx_unwritten),
};

const char *count_text(uint64_t number, char text[COUNT_TEXT_MAX])
{
	const char *units = " KMGTPE";
	double value = (double)number;

	if (number < 100000) {
		snprintf(text, COUNT_TEXT_MAX, "%" PRIu64, number);
		return text;
	}
	/* Up to what would be rounded to the next unit. */
	while (value >= 999.5) {
		value /= 1000;
		units++;
	}
	snprintf(text, COUNT_TEXT_MAX, value < 99.95 ? "%.1f%c" : "%.0f%c",
		 value, *units);
	return text;
}

/* name: whose it is, if that is not plain; else null. */
static void print_row(const char *who, const struct denali_ledger *ledger,
		      const struct column *columns, const char *name)
{
	char text[COUNT_TEXT_MAX];

	fprintf(stderr, "%8s", who);
	for (size_t i = 0; i < TABLE_COLUMNS; i++)
		fprintf(stderr, " %7s",
			count_text(field_value(&columns[i].field, ledger),
				   text));
	if (name != NULL)
		fprintf(stderr, " %s", name);
	fputc('\n', stderr);
}

/* The instances to show, in order of their number or of the time they took. */
struct rows {
	const struct run *run;
	uint32_t *vms;
	uint32_t count; /* with a ledger */
	uint32_t shown;
	struct denali_ledger sum;
};

/* Of one image people know the name. */
static const char *row_name(const struct run *run, uint32_t vm)
{
	const struct instance *last = &run->instances[run->count - 1];

	return last->part == run->instances[0].part ?
		       NULL :
		       run->instances[vm].part->image.name;
}

static void print_table(const struct rows *rows, const char *title,
			const struct column *columns)
{
	char who[12];

	fprintf(stderr, "%s\n%8s", title, "instance");
	for (size_t i = 0; i < TABLE_COLUMNS; i++)
		fprintf(stderr, " %7s", columns[i].heading);
	fputc('\n', stderr);
	for (uint32_t i = 0; i < rows->shown; i++) {
		uint32_t vm = rows->vms[i];

		snprintf(who, sizeof who, "%" PRIu32, vm);
		print_row(who, rows->run->instances[vm].ledger, columns,
			  row_name(rows->run, vm));
	}
	if (rows->shown < rows->count)
		fprintf(stderr,
			"%8s %" PRIu32 " more, which took less time: -o json "
			"and --result have all\n",
			"...", rows->count - rows->shown);
	if (rows->count > 1)
		print_row("sum", &rows->sum, columns, NULL);
}

static uint64_t time_of(const struct run *run, uint32_t vm)
{
	const struct denali_ledger *ledger = run->instances[vm].ledger;

	return ledger->guest_cycles + ledger->kernel_cycles;
}

/* Most time first, then by number. */
static int compare_time(const void *a, const void *b, void *run)
{
	const uint32_t *vm_a = a, *vm_b = b;
	uint64_t time_a = time_of(run, *vm_a), time_b = time_of(run, *vm_b);

	if (time_a != time_b)
		return time_a < time_b ? 1 : -1;
	return *vm_a < *vm_b ? -1 : 1;
}

static void print_tables(const struct run *run)
{
	struct rows rows = { .run = run };

	rows.vms = allocate(run->count, sizeof *rows.vms);
	for (uint32_t i = 0; i < run->count; i++)
		if (run->instances[i].ledger != NULL)
			rows.vms[rows.count++] = i;
	rows.shown = rows.count;
	if (rows.count > ACCOUNT_ROWS_MAX) {
		qsort_r(rows.vms, rows.count, sizeof *rows.vms, compare_time,
			(void *)(uintptr_t)run);
		rows.shown = ACCOUNT_ROWS_TOP;
	}
	if (account_sum(run, &rows.sum)) {
		print_table(&rows, "processor: cycles, turns, traps",
			    processor);
		print_table(&rows,
			    "memory and swap: pages of 4K; network: frames",
			    memory);
	}
	free(rows.vms);
}

static double per_cent(double part, uint64_t whole)
{
	return whole == 0 ? 0 : 100 * part / (double)whole;
}

static void print_time(const struct denali_machine *machine,
		       const struct denali_ledger *sum)
{
	uint64_t cycles = machine->cycles;
	double guests = (double)sum->guest_cycles;
	double kernel = (double)sum->kernel_cycles;
	double other = (double)machine->other_cycles;
	double idle = (double)machine->idle_cycles;
	char text[COUNT_TEXT_MAX], switches[COUNT_TEXT_MAX];

	fprintf(stderr,
		"machine: %s cycles: guests %.1f %%, kernel for guests "
		"%.1f %%, other %.1f %%, idle %.1f %%, unaccounted %.1f %%; "
		"%s switches\n",
		count_text(cycles, text), per_cent(guests, cycles),
		per_cent(kernel, cycles), per_cent(other, cycles),
		per_cent(idle, cycles),
		per_cent((double)cycles - guests - kernel - other - idle,
			 cycles),
		count_text(machine->switches, switches));
}

static void print_memory(const struct denali_machine *machine)
{
	char text[4][COUNT_TEXT_MAX];

	fprintf(stderr,
		"machine: %s pages: %s free now, %s free at the least; "
		"%" PRIu32 " VMs, %" PRIu32 " in memory",
		count_text(machine->frames, text[0]),
		count_text(machine->frames_free, text[1]),
		count_text(machine->frames_free_least, text[2]), machine->vms,
		machine->resident);
	if (machine->swap_pages != 0)
		fprintf(stderr,
			"; swap: %s pages, %s reads, %s writes, %s "
			"errors",
			count_text(machine->swap_pages, text[0]),
			count_text(machine->swap_reads, text[1]),
			count_text(machine->swap_writes, text[2]),
			count_text(machine->swap_errors, text[3]));
	fputc('\n', stderr);
}

bool account_sum(const struct run *run, struct denali_ledger *sum)
{
	bool any = false;

	*sum = (struct denali_ledger){ 0 };
	for (uint32_t i = 0; i < run->count; i++) {
		if (run->instances[i].ledger == NULL)
			continue;
		ledger_add(sum, run->instances[i].ledger);
		any = true;
	}
	return any;
}

void account_print(const struct run *run)
{
	struct denali_ledger sum;

	print_tables(run);
	if (run->machine == NULL)
		return;
	account_sum(run, &sum);
	print_time(run->machine, &sum);
	print_memory(run->machine);
}
