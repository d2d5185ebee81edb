/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What services cost that nobody asks anything: no wake-ups, and the few pages
 * that they have touched.
 */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/denali.h"
#include "service.h"

#define SECONDS "8"

static const struct {
	const char *image;
	json_int_t frames;  /* at most, page tables included */
	json_int_t wakeups; /* by timers */
} services[] = {
	{ TEMPLATE_IMAGE("http"), 20, 0 },
	{ TEMPLATE_IMAGE("static-site"), 21, 0 },
	{ TEMPLATE_IMAGE("echo-tcp"), 20, 0 },
	{ TEMPLATE_IMAGE("udp"), 19, 0 },
	{ TEMPLATE_IMAGE("proxy"), 21, 0 },
	/* What it wrote as it started is committed five seconds later. */
	{ TEMPLATE_IMAGE("kv-store"), 44, 2 },
};
#define SERVICES (sizeof services / sizeof services[0])

static json_int_t number(const json_t *ledger, const char *name)
{
	const json_t *value = json_object_get(ledger, name);

	cr_assert(json_is_integer(value), "no %s", name);
	return json_integer_value(value);
}

static void check(const json_t *result, size_t i)
{
	const json_t *instance = json_array_get(
		json_object_get(result, "instances"), i);
	const json_t *ledger = json_object_get(instance, "ledger");

	if (ledger == NULL)
		ledger = instance;
	cr_expect(number(ledger, "idles") > 0, "%s has not started",
		  services[i].image);
	cr_expect(number(ledger, "timer_wakeups") <= services[i].wakeups,
		  "%s: %lld wake-ups", services[i].image,
		  number(ledger, "timer_wakeups"));
	cr_expect(number(ledger, "frames_peak") <= services[i].frames,
		  "%s: %lld pages", services[i].image,
		  number(ledger, "frames_peak"));
}

static void make_disk(const char *path)
{
	const char *const words[] = { "mke2fs", "-qt", "ext4", "-b",
				      "4096",   path,  "16M",  NULL };
	struct process process;

	cr_assert(process_run(&process, words, SERVICE_MS) &&
		  process.status == 0);
	process_finish(&process);
}

/* All on one host, the last with the disk. */
static void make_command(struct command *command, const char *result,
			 const char *disk)
{
	command_denali(command);
	command_add_all(command,
			(const char *[]){ "--timeout", SECONDS, "--stats", "-o",
					  "json", "--result", result, NULL });
	for (size_t i = 0; i < SERVICES; i++) {
		if (i > 0)
			command_add(command, "--and");
		if (i == SERVICES - 1)
			command_add_all(command,
					(const char *[]){ "-v", disk, NULL });
		command_add(command, "%s", services[i].image);
	}
}

Test(idle, costs_nothing)
{
	char *path = strdup(scratch_path("idle.json"));
	char *disk = strdup(scratch_path("idle.disk"));
	struct process process;
	struct command command;
	json_t *result;

	make_disk(disk);
	make_command(&command, path, disk);
	command_start(&command, &process);
	cr_assert(process_wait(&process, SERVICE_MS));
	cr_expect(process.status == 124, "status %d: %s", process.status,
		  process.err.data);
	result = json_load_file(path, 0, NULL);
	cr_assert_not_null(result);
	for (size_t i = 0; i < SERVICES; i++)
		check(result, i);
	json_decref(result);
	process_finish(&process);
	command_free(&command);
	remove(disk);
	remove(path);
	free(path);
	free(disk);
}
