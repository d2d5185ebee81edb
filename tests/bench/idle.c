/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What an idle http-hello costs in a minute to which nobody sends a frame: its
 * wake-ups, by the kernel's own counters, and its memory.
 *
 * The minute begins once the service listens: what starting it takes is taken
 * off by a second, short run.
 */
#include <stdio.h>

#include "bench.h"
#include "ledger.h"
#include "table.h"

#define SHORT_MS 3000
#define MINUTE_MS 60000

static json_t *idle_for(int milliseconds)
{
	struct command command;
	char path[256];
	json_t *ledger;

	snprintf(path, sizeof path, "%s", scratch_path("idle.json"));
	command_denali(&command);
	command_add_all(&command, (const char *[]){ "--stats", "--result", path,
						    HTTP_IMAGE, NULL });
	ledger = ledger_of(&command, path, milliseconds);
	command_free(&command);
	return ledger;
}

static void show(const struct target *wakeups, const struct target *memory,
		 const json_t *brief, const json_t *minute)
{
	double timers = ledger_number(minute, "timer_wakeups");
	double events = ledger_number(minute, "event_wakeups");
	double frames = ledger_number(minute, "frames");
	double records = ledger_number(minute, "record_bytes") +
			 ledger_number(minute, "vector_bytes");
	double at_start = ledger_number(brief, "timer_wakeups");

	table_row(wakeups, timers - at_start,
		  "%.0f while starting; %.0f by frames", at_start, events);
	table_row(memory, frames * 4 + records / 1024,
		  "%.0f frames, %.0f of them page tables and registers, and "
		  "%.0f bytes of records",
		  frames, ledger_number(minute, "table_frames"), records);
}

void bench_idle(void)
{
	const struct target wakeups = { "timer wake-ups in an idle minute", "",
					AT_MOST, 0 };
	const struct target memory = { "memory of an idle http-hello", "KiB",
				       AT_MOST, 56 };
	json_t *brief = idle_for(SHORT_MS);
	json_t *minute = idle_for(SHORT_MS + MINUTE_MS);

	if (brief == NULL || minute == NULL) {
		table_failed(&wakeups, "no ledger");
		table_failed(&memory, "no ledger");
	} else {
		show(&wakeups, &memory, brief, minute);
	}
	json_decref(brief);
	json_decref(minute);
}
