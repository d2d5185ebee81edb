/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "report.h"

#include <inttypes.h>
#include <stdio.h>

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

void report_fault(const struct run *run, uint32_t vm,
		  const struct image *image, bool full)
{
	const struct instance *instance = &run->instances[vm];
	char text[CAUSE_TEXT_MAX];

	cause_text(instance->cause, instance->detail, instance->crash, image,
		   text);
	note("instance %u (%s) was killed: %s", vm, run->name, text);
	if (!full || instance->trace == NULL)
		return;
	print_trace(instance->trace);
	print_registers(&instance->crash->registers);
}

/* Columns of the table: a heading, and the number from a ledger. */
static uint64_t frames(const struct denali_ledger *l) { return l->frames; }
static uint64_t peak(const struct denali_ledger *l) { return l->frames_peak; }
static uint64_t tables(const struct denali_ledger *l)
{
	return l->page_table_frames;
}
static uint64_t guest(const struct denali_ledger *l)
{
	return l->guest_cycles / 1000;
}
static uint64_t kernel(const struct denali_ledger *l)
{
	return l->kernel_cycles / 1000;
}
static uint64_t calls(const struct denali_ledger *l) { return l->calls; }
static uint64_t faults(const struct denali_ledger *l) { return l->page_faults; }
static uint64_t switches(const struct denali_ledger *l) { return l->switches; }
static uint64_t timers(const struct denali_ledger *l)
{
	return l->timer_wakeups;
}
static uint64_t events(const struct denali_ledger *l)
{
	return l->event_wakeups;
}
static uint64_t sent(const struct denali_ledger *l) { return l->tx_frames; }
static uint64_t received(const struct denali_ledger *l) { return l->rx_frames; }
static uint64_t dropped(const struct denali_ledger *l)
{
	return l->tx_dropped + l->rx_dropped;
}

static const struct {
	const char *heading;
	uint64_t (*number)(const struct denali_ledger *ledger);
} columns[] = {
	{ "frames", frames }, { "peak", peak },	    { "tables", tables },
	{ "guest-kc", guest }, { "kernel-kc", kernel }, { "calls", calls },
	{ "faults", faults }, { "switches", switches }, { "timer", timers },
	{ "event", events },  { "sent", sent },	    { "received", received },
	{ "dropped", dropped },
};
#define COLUMN_COUNT (sizeof columns / sizeof columns[0])

static void print_row(const char *who, const struct denali_ledger *ledger)
{
	fprintf(stderr, "%8s", who);
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		fprintf(stderr, " %9" PRIu64, columns[i].number(ledger));
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
