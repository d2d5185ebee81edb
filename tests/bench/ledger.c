/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "ledger.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#define END_MS 10000

json_t *result_of(const struct command *command, const char *path,
		  int milliseconds)
{
	struct process process;
	json_t *result;

	command_start(command, &process);
	if (!process_wait(&process, milliseconds)) {
		kill(process.pid, SIGINT);
		process_wait(&process, END_MS);
	}
	result = json_load_file(path, 0, NULL);
	if (instance_ledger(result, 0) == NULL && process.err.data != NULL)
		fputs(process.err.data, stderr);
	process_finish(&process);
	unlink(path);
	return result;
}

json_t *instance_ledger(const json_t *result, size_t instance)
{
	return json_object_get(
		json_array_get(json_object_get(result, "instances"), instance),
		"ledger");
}

double machine_number(const json_t *result, const char *name)
{
	return ledger_number(json_object_get(result, "machine"), name);
}

json_t *ledger_of(const struct command *command, const char *path,
		  int milliseconds)
{
	json_t *result = result_of(command, path, milliseconds);
	json_t *ledger = json_incref(instance_ledger(result, 0));

	json_decref(result);
	return ledger;
}

double ledger_number(const json_t *ledger, const char *name)
{
	return (double)json_integer_value(json_object_get(ledger, name));
}
