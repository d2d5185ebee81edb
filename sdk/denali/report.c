/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "report.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "cause.h"
#include "error.h"

static void print_place(const char *how, const struct place *place)
{
	fprintf(stderr, "  %-5s", how);
	if (place->function != NULL)
		fprintf(stderr, "%s+0x%x", place->function, place->offset);
	else
		fprintf(stderr, "0x%08x", place->address);
	if (place->line != NULL)
		fprintf(stderr, " (%s)", place->line);
	fputc('\n', stderr);
}

static void print_registers(const struct denali_context *r)
{
	fprintf(stderr, "  eax=%08x ebx=%08x ecx=%08x edx=%08x\n", r->eax,
		r->ebx, r->ecx, r->edx);
	fprintf(stderr, "  esi=%08x edi=%08x ebp=%08x esp=%08x\n", r->esi,
		r->edi, r->ebp, r->esp);
	fprintf(stderr, "  eip=%08x eflags=%08x\n", r->eip, r->eflags);
}

static void print_trace(const struct trace *trace)
{
	bool named = trace->at.function != NULL;

	print_place("at", &trace->at);
	if (!trace->in_text)
		fprintf(stderr, "  which is outside the program's text\n");
	for (uint32_t i = 0; i < trace->call_count; i++) {
		print_place("from", &trace->calls[i]);
		named = named || trace->calls[i].function != NULL;
	}
	if (!named)
		fprintf(stderr, "  no names are known: keep the image's .dbg "
				"file beside it\n");
}

void report_fault(const struct run *run, uint32_t vm, const struct image *image,
		  bool full)
{
	const struct instance *instance = &run->instances[vm];
	char text[CAUSE_TEXT_MAX];

	cause_text(instance->cause, instance->detail, instance->crash, image,
		   text);
	note("instance %u (%s) was killed: %s", vm, run->name, text);
	/* Where memory ran out says nothing about why. */
	if (!full || instance->trace == NULL ||
	    instance->cause == DENALI_CAUSE_MEMORY)
		return;
	print_trace(instance->trace);
	print_registers(&instance->crash->registers);
}

/* A column of the table: a heading, and a number of the ledger's. */
static const struct column {
	const char *heading;
	size_t offset, size;
	unsigned unit; /* that it is shown in */
} columns[] = {
#define COLUMN(heading, field, unit)                                           \
	{                                                                      \
		heading, offsetof(struct denali_ledger, field),                \
			sizeof((struct denali_ledger *)0)->field, unit         \
	}
	COLUMN("frames", frames, 1),
	COLUMN("peak", frames_peak, 1),
	COLUMN("tables", table_frames, 1),
	COLUMN("guest-kc", guest_cycles, 1000),
	COLUMN("kernel-kc", kernel_cycles, 1000),
	COLUMN("calls", calls, 1),
	COLUMN("faults", page_faults, 1),
	COLUMN("switches", switches, 1),
	COLUMN("timer", timer_wakeups, 1),
	COLUMN("event", event_wakeups, 1),
	COLUMN("sent", tx_frames, 1),
	COLUMN("received", rx_frames, 1),
	COLUMN("tx-refused", tx_refused, 1),
	COLUMN("rx-behind", rx_behind, 1),
#undef COLUMN
};
#define COLUMN_COUNT (sizeof columns / sizeof columns[0])

static uint64_t number(const struct denali_ledger *ledger,
		       const struct column *column)
{
	uint64_t value = 0;

	/* Little-endian, as the contract and every host of ours. */
	memcpy(&value, (const uint8_t *)ledger + column->offset, column->size);
	return value / column->unit;
}

static void print_row(const char *who, const struct denali_ledger *ledger)
{
	fprintf(stderr, "%8s", who);
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		fprintf(stderr, " %9" PRIu64, number(ledger, &columns[i]));
	fputc('\n', stderr);
}

void report_ledgers(const struct run *run)
{
	char who[12];

	fprintf(stderr, "%8s", "instance");
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		fprintf(stderr, " %9s", columns[i].heading);
	fputc('\n', stderr);
	for (uint32_t i = 0; i < run->count; i++) {
		snprintf(who, sizeof who, "%u", i);
		if (run->instances[i].ledger != NULL)
			print_row(who, run->instances[i].ledger);
	}
	if (run->ledger != NULL)
		print_row("host", run->ledger);
}
