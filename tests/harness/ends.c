/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "ends.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "denali.h"

#define TIMEOUT_MS 120000

static void add_all(struct command *command, const struct end *ends)
{
	for (; ends->name != NULL; ends++)
		command_add(command, "%s", ends->name);
}

static unsigned count(const struct end *ends)
{
	unsigned n = 0;

	while (ends[n].name != NULL)
		n++;
	return n;
}

static void expect_end(const struct end *end, const json_t *instance)
{
	char *dump = json_dumps(instance, JSON_ENSURE_ASCII);
	struct bytes text = { 0 };

	cr_assert_not_null(dump, "%s: no result", end->name);
	bytes_append_text(&text, dump);
	for (int i = 0; i < ENDS_MATCHES && end->matches[i] != NULL; i++)
		cr_expect(bytes_match(&text, end->matches[i]),
			  "%s lacks %s: %s", end->name, end->matches[i], dump);
	bytes_free(&text);
	free(dump);
}

void ends_expect(const char *image, const struct end *ends)
{
	struct command command;
	struct process process;
	const json_t *instances;
	json_t *result;
	char path[256];

	cr_assert_leq(count(ends), ENDS_MAX);
	snprintf(path, sizeof path, "%s", scratch_path("result"));
	command_denali(&command);
	command_add_all(&command, (const char *[]){ "--net", "none", "--result",
						    path, "-n", NULL });
	command_add(&command, "%u", count(ends));
	command_add(&command, "%s", image);
	add_all(&command, ends);
	command_start(&command, &process);
	cr_assert(process_wait(&process, TIMEOUT_MS), "it does not end");
	result = json_load_file(path, JSON_ALLOW_NUL, NULL);
	instances = json_object_get(result, "instances");
	for (size_t i = 0; ends[i].name != NULL; i++)
		expect_end(&ends[i], json_array_get(instances, i));
	json_decref(result);
	process_finish(&process);
	command_free(&command);
	unlink(path);
}
