/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Instructions from the moment the kernel begins to make a VM, its own
 * included, to main() and to the first listening socket.  Under instruction
 * counting the time stamp counter counts them.
 */
#include <stdio.h>

#include "bench.h"
#include "ledger.h"
#include "table.h"

#define LISTEN_MS 3000

static void measure(const struct target *target, const char *image,
		    const char *mark)
{
	struct command command;
	char path[256];
	json_t *ledger;
	double from, to;

	snprintf(path, sizeof path, "%s", scratch_path("count.json"));
	command_denali(&command);
	command_add_all(&command,
			(const char *[]){ "--icount", "--stats", "--result",
					  path, image, NULL });
	ledger = ledger_of(&command, path, LISTEN_MS);
	from = ledger_number(ledger, "created");
	to = ledger_number(ledger, mark);
	if (ledger == NULL || to <= from)
		table_failed(target, "%s: no ledger, or no %s in it", image,
			     mark);
	else
		table_row(target, to - from, "%s", image);
	json_decref(ledger);
	command_free(&command);
}

void bench_count(void)
{
	measure(&(struct target){ "instructions to main(), hello", "", AT_MOST,
				  150000 },
		HELLO_IMAGE, "mark_main");
	measure(&(struct target){ "instructions to listening, http-hello", "",
				  AT_MOST, 400000 },
		HTTP_IMAGE, "mark_listening");
}
