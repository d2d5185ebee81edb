/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "ledger.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define END_MS 10000

json_t *ledger_of(const struct command *command, const char *path,
		  int milliseconds)
{
	struct process process;
	json_t *result, *ledger;

	command_start(command, &process);
	if (!process_wait(&process, milliseconds)) {
		kill(process.pid, SIGINT);
		process_wait(&process, END_MS);
	}
	result = json_load_file(path, 0, NULL);
	ledger = json_object_get(
		json_array_get(json_object_get(result, "instances"), 0),
		"ledger");
	if (ledger == NULL && process.err.data != NULL)
		fputs(process.err.data, stderr);
	json_incref(ledger);
	json_decref(result);
	process_finish(&process);
	unlink(path);
	return ledger;
}

double ledger_number(const json_t *ledger, const char *name)
{
	return (double)json_integer_value(json_object_get(ledger, name));
}
