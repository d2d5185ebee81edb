/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A hundred VMs that execute random virtual instructions, and neighbours that
 * serve HTTP and watch over their memory.  From before the first instruction to
 * after the last each request is answered, with the right bytes; the kernel's
 * accounts add up in the end.
 *
 * DENALI_RANDOM=COUNT is how many instructions each executes, 2,000 if not
 * given; DENALI_SEED=NUMBER makes them others.
 */
#include <criterion/criterion.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/denali.h"
#include "harness/net.h"

#define NEIGHBOURS 3
#define ATTACKERS 100
#define INSTANCES (NEIGHBOURS + ATTACKERS)
#define IMAGE "build/tests/random/random"
#define SUPERVISOR "build/tests/random/supervisor/supervise"
#define PAGE_FILE "examples/http-hello/files/site/index.html"
#define WORST "has done its worst\n"

#define START_MS 60000
#define REQUEST_MS 20000
#define END_MS 60000
#define ROUNDS_AFTER 3

struct host {
	struct process process;
	uint16_t port;
	char result[256];
	struct bytes page;
	unsigned asked;
};

static unsigned long number(const char *name, unsigned long otherwise)
{
	const char *text = getenv(name);

	return text ? strtoul(text, NULL, 0) : otherwise;
}

static void start(struct host *host, const char *const options[])
{
	struct command command;

	cr_assert(bytes_read_file(&host->page, PAGE_FILE));
	snprintf(host->result, sizeof host->result, "%s",
		 scratch_path("random.json"));
	host->port = free_ports(INSTANCES);
	command_denali(&command);
	command_add_all(&command,
			(const char *[]){ "-m", "2M", "--stats", "--result",
					  host->result, "-p", NULL });
	command_add(&command, "%u:80", host->port);
	command_add_all(&command, options);
	command_add(&command, "-n");
	command_add(&command, "%d", INSTANCES);
	command_add(&command, IMAGE);
	command_add(&command, "%d", NEIGHBOURS);
	command_add(&command, "%lu", number("DENALI_SEED", 1));
	command_add(&command, "%lu", number("DENALI_RANDOM", 2000));
	command_start(&command, &host->process);
	command_free(&command);
}

static bool ask(struct host *host, int instance)
{
	uint16_t port = (uint16_t)(host->port + instance);
	struct bytes page = { 0 };
	bool right = http_get(LOOPBACK, port, "/", &page, REQUEST_MS) &&
		     bytes_same(&page, &host->page);

	bytes_free(&page);
	host->asked++;
	return right;
}

/* The neighbours come up while the others are at it already. */
static void await_neighbours(struct host *host)
{
	double deadline = now_ms() + START_MS;

	for (int i = 0; i < NEIGHBOURS; i++)
		while (!ask(host, i)) {
			cr_assert(now_ms() < deadline && !host->process.ended,
				  "neighbour %d does not come up: %s", i,
				  host->process.err.data);
			process_read_for(&host->process, 10);
		}
}

static void ask_all(struct host *host)
{
	for (int i = 0; i < NEIGHBOURS; i++)
		cr_assert(ask(host, i), "neighbour %d, request %u: %s%s", i,
			  host->asked, host->process.out.data,
			  host->process.err.data);
}

/* What they print may have any bytes in it, by then. */
static int attackers_done(const struct host *host)
{
	const char *at = host->process.out.data;
	const char *end = at + host->process.out.length;
	int count = 0;

	while (at != NULL &&
	       (at = memmem(at, (size_t)(end - at), WORST, strlen(WORST)))) {
		at += strlen(WORST);
		count++;
	}
	return count;
}

static void ask_until_done(struct host *host)
{
	unsigned long each = number("DENALI_RANDOM", 2000);
	double deadline = now_ms() + START_MS + 20.0 * (double)each;
	int done;

	while ((done = attackers_done(host)) < ATTACKERS) {
		cr_assert(now_ms() < deadline && !host->process.ended,
			  "%d of %d have done their worst: %s", done, ATTACKERS,
			  host->process.err.data);
		ask_all(host);
		process_read_for(&host->process, 20);
	}
	for (int i = 0; i < ROUNDS_AFTER; i++)
		ask_all(host);
}

static void end(struct host *host)
{
	cr_expect_not(host->process.ended);
	kill(host->process.pid, SIGINT);
	cr_assert(process_wait(&host->process, END_MS), "it does not end");
	cr_expect_eq(host->process.status, 130, "status %d: %s",
		     host->process.status, host->process.err.data);
}

/* What a supervisor may do to others is its own affair; not so the kernel. */
static void run_supervisor(void)
{
	struct process process;
	struct command command;
	double patience = START_MS +
			  20.0 * (double)number("DENALI_RANDOM", 2000);

	command_denali(&command);
	command_add_all(&command,
			(const char *[]){ "--supervisor", "--vms", "64", "-m",
					  "16M", SUPERVISOR, NULL });
	command_add(&command, "%lu", number("DENALI_SEED", 1));
	command_add(&command, "%lu", number("DENALI_RANDOM", 2000));
	command_start(&command, &process);
	command_free(&command);
	cr_assert(process_wait(&process, (int)patience), "it does not end: %s",
		  process.err.data);
	cr_expect_eq(process.status, 0, "status %d: %s", process.status,
		     process.err.data);
	cr_expect(process.out.data && strstr(process.out.data, WORST), "%s%s",
		  process.out.data, process.err.data);
	process_finish(&process);
}

/* ---- accounts ---- */

static double field(const json_t *object, const char *name)
{
	return (double)json_integer_value(json_object_get(object, name));
}

static void check_ledger(const json_t *ledger, size_t i)
{
	double each = (double)number("DENALI_RANDOM", 2000);

	cr_expect_leq(field(ledger, "idles") + field(ledger, "kicks"),
		      field(ledger, "calls"), "instance %zu", i);
	cr_expect_leq(field(ledger, "frames"), field(ledger, "frames_peak"),
		      "instance %zu", i);
	cr_expect_leq(field(ledger, "table_frames"), field(ledger, "frames"),
		      "instance %zu", i);
	cr_expect(i < NEIGHBOURS || field(ledger, "calls") >= each,
		  "instance %zu: only %g calls", i, field(ledger, "calls"));
}

static void check_instance(const json_t *instance, size_t i)
{
	const char *cause = json_string_value(
		json_object_get(instance, "cause"));

	cr_assert_not_null(cause);
	cr_expect(i >= NEIGHBOURS || strcmp(cause, "stopped") == 0,
		  "neighbour %zu: %s", i, cause);
	check_ledger(json_object_get(instance, "ledger"), i);
}

static void check_accounts(const char *path)
{
	json_error_t error = { 0 };
	/* What they printed last may be anything. */
	json_t *result = json_load_file(path, JSON_ALLOW_NUL, &error);
	const json_t *sum = json_object_get(result, "sum");
	const json_t *machine = json_object_get(result, "machine");
	const json_t *all = json_object_get(result, "instances");

	cr_assert_eq(json_array_size(all), INSTANCES, "%s:%d: %s", path,
		     error.line, error.text);
	for (size_t i = 0; i < INSTANCES; i++)
		check_instance(json_array_get(all, i), i);
	cr_expect_eq(field(machine, "cycles"),
		     field(sum, "guest_cycles") + field(sum, "kernel_cycles") +
			     field(machine, "idle_cycles") +
			     field(machine, "other_cycles"),
		     "the cycles do not add up");
	json_decref(result);
	unlink(path);
}

static void run(const char *const options[])
{
	struct host host = { 0 };

	start(&host, options);
	await_neighbours(&host);
	ask_until_done(&host);
	end(&host);
	cr_expect_not(bytes_match(&host.process.out, "memory has changed"));
	check_accounts(host.result);
	process_finish(&host.process);
	bytes_free(&host.page);
}

Test(random, in_plain_vms)
{
	run((const char *[]){ NULL });
}

Test(random, with_the_virtual_mmu)
{
	run((const char *[]){ "--mmu", NULL });
}

/* Half of their memory is on the swap disk. */
Test(random, with_less_memory_than_they_use)
{
	run((const char *[]){ "--host-mem", "96M", "--swap", "512M", NULL });
}

/* One disk that all share; what they write to it is refused. */
Test(random, with_a_disk)
{
	static const uint8_t blocks[64 * 4096];
	char disk[300];
	FILE *file;

	snprintf(disk, sizeof disk, "%s", scratch_path("random.disk"));
	file = fopen(disk, "wb");
	cr_assert(file && fwrite(blocks, sizeof blocks, 1, file) == 1);
	fclose(file);
	strcat(disk, ":ro");
	run((const char *[]){ "-v", disk, NULL });
	disk[strlen(disk) - 3] = '\0';
	unlink(disk);
}

Test(random, by_a_supervisor)
{
	run_supervisor();
}
