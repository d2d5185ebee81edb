/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the kernel keeps of a VM that is not in memory, and the page tables of
 * one that is: by the ledgers of more instances of http-hello than 16 MiB hold,
 * so that many of them have really left.
 */
#include <stdio.h>

#include "bench.h"
#include "ledger.h"
#include "table.h"

#define VMS 450
#define RUN_MS 10000
#define ORIGINAL 8472 /* bytes that the paper gives for the same */
#define REGISTER_PAGES 2
#define PAGE_KIB 4

static const struct target record = { "kernel memory of a VM swapped out",
				      "bytes", AT_MOST, 512 };
static const struct target original = { "the original's / that", "", AT_LEAST,
					16 };
static const struct target besides = { "besides, kept for it in memory",
				       "bytes", INFORMATION, 0 };
static const struct target tables = { "page tables of an http-hello", "KiB",
				      AT_MOST, 8 };

struct found {
	int out, in;
	double record;  /* bytes, the most of any that is out */
	double besides; /* bytes of vector state and console, the same */
	double pages;   /* on the swap disk, the same */
	double tables;  /* pages, the most of any that is in */
};

static void raise_to(double *most, double value)
{
	if (value > *most)
		*most = value;
}

static void look(const json_t *ledger, struct found *found)
{
	double pages = ledger_number(ledger, "pages_out");

	if (ledger_number(ledger, "record_bytes") == 0)
		return;
	if (ledger_number(ledger, "frames") > 0) {
		found->in++;
		raise_to(&found->tables, ledger_number(ledger, "table_frames"));
	} else if (pages > 0) {
		found->out++;
		raise_to(&found->record, ledger_number(ledger, "record_bytes"));
		raise_to(&found->besides,
			 ledger_number(ledger, "vector_bytes") +
				 ledger_number(ledger, "console_bytes"));
		raise_to(&found->pages, pages);
	}
}

static void run(struct found *found)
{
	struct command command;
	char path[256];
	json_t *result;

	snprintf(path, sizeof path, "%s", scratch_path("memory.json"));
	command_denali(&command);
	command_add(&command, "-n%d", VMS);
	command_add_all(&command,
			(const char *[]){ "--host-mem", "16M", "--swap", "8G",
					  "--stats", "--result", path,
					  HTTP_IMAGE, NULL });
	result = result_of(&command, path, RUN_MS);
	for (size_t i = 0; i < VMS; i++)
		look(instance_ledger(result, i), found);
	json_decref(result);
	command_free(&command);
}

void bench_memory(void)
{
	struct found found = { 0 };

	run(&found);
	if (found.out == 0 || found.in == 0) {
		table_failed(&record, "%d of %d VMs are in memory, %d out",
			     found.in, VMS, found.out);
		table_failed(&original, "the same");
		table_failed(&besides, "the same");
		table_failed(&tables, "the same");
		return;
	}
	table_row(&record, found.record,
		  "its ledger included; %d of %d VMs have left 16 MiB and have "
		  "no frame, up to %.0f pages on the swap disk, tables "
		  "included",
		  found.out, VMS, found.pages);
	table_row(&original, ORIGINAL / (found.record + found.besides),
		  "%d bytes a VM, 97 %% of it a kernel stack", ORIGINAL);
	table_row(&besides, found.besides,
		  "processor state in vector registers, console output that "
		  "waits; the most of any VM");
	table_row(&tables, (found.tables - REGISTER_PAGES) * PAGE_KIB,
		  "and 8 KiB of register pages; the most of %d VMs in memory",
		  found.in);
}
