/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Services end by themselves, with status 0, when their host asks them to: a
 * supervisor starts each, and stops it when it waits for work.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/denali.h"
#include "service.h"

#define BLOCK 4096
#define STORE_BLOCKS 512

static const struct {
	const char *name, *image;
} services[] = {
	{ "http", TEMPLATE_IMAGE("http") },
	{ "static-site", TEMPLATE_IMAGE("static-site") },
	{ "echo-tcp", TEMPLATE_IMAGE("echo-tcp") },
	{ "udp", TEMPLATE_IMAGE("udp") },
	{ "worker", TEMPLATE_IMAGE("worker") },
};
#define SERVICES (sizeof services / sizeof services[0])

static struct process host;
static char *disks[1 + SERVICES]; /* the first is the supervisor's store;
				    * it counts them from 1 */
static long sizes[1 + SERVICES];
static size_t heard; /* bytes of its output that have been looked at */

/* A disk that holds what the file does, in whole blocks. */
static void make_disk(size_t i, const char *file, long blocks)
{
	struct bytes bytes = { 0 };
	char name[16];

	snprintf(name, sizeof name, "disk%zu", i);
	disks[i] = strdup(scratch_path(name));
	cr_assert(bytes_read_file(&bytes, file));
	cr_assert(bytes_write_file(&bytes, disks[i]));
	sizes[i] = (long)bytes.length;
	if (blocks == 0)
		blocks = (sizes[i] + BLOCK - 1) / BLOCK;
	cr_assert(truncate(disks[i], blocks * BLOCK) == 0);
	bytes_free(&bytes);
}

static void start(void)
{
	struct command command;

	make_disk(0, "/dev/null", STORE_BLOCKS);
	for (size_t i = 0; i < SERVICES; i++)
		make_disk(1 + i, services[i].image, 0);
	command_denali(&command);
	command_add(&command, "--supervisor");
	for (size_t i = 0; i < 1 + SERVICES; i++) {
		command_add(&command, "-v");
		command_add(&command, i == 0 ? "%s" : "%s:ro", disks[i]);
	}
	command_add(&command, EXAMPLE_IMAGE("supervisor"));
	command_start(&command, &host);
	command_free(&command);
	cr_assert(process_await(&host, &host.out, "^supervisor: ready$",
				SERVICE_MS),
		  "%s", host.err.data);
}

static void finish(void)
{
	process_finish(&host);
	for (size_t i = 0; i < 1 + SERVICES; i++) {
		unlink(disks[i]);
		free(disks[i]);
	}
}

static bool has_new(const char *expression)
{
	struct bytes view = { .data = host.out.data + heard,
			      .length = host.out.length - heard };

	return bytes_match(&view, expression);
}

/* Whether the answer to a command is like that. */
static bool tell(const char *command, const char *expression)
{
	double end = now_ms() + SERVICE_MS;

	heard = host.out.length;
	process_write(&host, command, strlen(command));
	process_write(&host, "\n", 1);
	while (!has_new("^(ok|error: .*)$")) {
		cr_assert(now_ms() < end && !host.ended, "%s: no answer: %s",
			  command, host.out.data + heard);
		process_read_for(&host, 10);
	}
	return has_new(expression);
}

static void await_idle(const char *name)
{
	double end = now_ms() + SERVICE_MS;
	char line[64];

	snprintf(line, sizeof line, "^[0-9]+ %s: idle,", name);
	while (!tell("ps", line))
		cr_assert(now_ms() < end, "%s does not wait: %s", name,
			  host.out.data);
}

Test(stop, ends_well, .init = start, .fini = finish)
{
	char text[128];

	for (size_t i = 0; i < SERVICES; i++) {
		const char *name = services[i].name;

		snprintf(text, sizeof text, "load %s disk %zu %ld", name, 2 + i,
			 sizes[1 + i]);
		cr_assert(tell(text, "^ok$"), "%s: %s", text, host.out.data);
		snprintf(text, sizeof text, "create %s %s", name, name);
		cr_assert(tell(text, "^ok$"), "%s: %s", text, host.out.data);
		await_idle(name);
		snprintf(text, sizeof text, "stop %s", name);
		cr_assert(tell(text, "^ok$"), "%s: %s", text, host.out.data);
		snprintf(text, sizeof text, "^%s ended: exit, 0x0$", name);
		cr_assert(process_await(&host, &host.out, text, SERVICE_MS),
			  "%s: %s", text, host.out.data);
	}
}
