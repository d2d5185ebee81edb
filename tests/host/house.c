/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "house.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/denali.h"
#include "harness/net.h"

#define STOP_MS 120000
#define AGAIN_MS 200

static struct process last;
static bool has_last;

static void set_number(const char *name, unsigned number)
{
	char text[16];

	snprintf(text, sizeof text, "%u", number);
	setenv(name, text, 1);
}

/* What commands find in their environment. */
static void furnish(struct house *house)
{
	char here[256], text[1024];

	cr_assert_not_null(getcwd(here, sizeof here));
	snprintf(text, sizeof text, "%s/build/sdk/bin:%s", here,
		 getenv("PATH"));
	setenv("PATH", text, 1);
	snprintf(text, sizeof text, "%s/%s", here, house->path);
	setenv("TOP", text, 1);
	snprintf(text, sizeof text, "%s/%s/home", here, house->path);
	mkdir(text, 0700);
	setenv("HOME", text, 1);
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("XDG_STATE_HOME");
	unsetenv("DENALI_REMOTE");
	snprintf(text, sizeof text, "%s/%s", here, house->host);
	setenv("H", text, 1);
	set_number("API", house->api);
	set_number("P", house->ports);
	set_number("LAST", house->ports + HOUSE_PORTS - 1u);
}

void house_make(struct house *house, const char *const options[])
{
	char words[1024] = "exec denali host init --api-port $API "
			   "--ports $P-$LAST";

	*house = (struct house){ 0 };
	snprintf(house->path, sizeof house->path, "%s", scratch_path("house"));
	cr_assert_eq(mkdir(house->path, 0700), 0, "%s", house->path);
	snprintf(house->host, sizeof house->host, "%s/h", house->path);
	house->api = free_ports(1 + HOUSE_PORTS);
	house->ports = (uint16_t)(house->api + 1);
	furnish(house);
	for (size_t i = 0; options != NULL && options[i] != NULL; i++)
		snprintf(words + strlen(words), sizeof words - strlen(words),
			 " %s", options[i]);
	strcat(words, " $H");
	house_shell(house, words, 0, "h: made");
}

void house_start(struct house *house)
{
	process_start(&house->run,
		      (const char *[]){ "build/sdk/bin/denali", "host", "run",
					house->host, NULL });
	house->runs = true;
	cr_assert(process_await(&house->run, &house->run.err,
				"ready: https:", READY_MS),
		  "not ready: %s%s", house->run.out.data, house->run.err.data);
}

void house_stop(struct house *house)
{
	kill(house->run.pid, SIGINT);
	cr_assert(process_wait(&house->run, STOP_MS), "it does not stop: %s",
		  house->run.err.data);
	cr_expect_eq(house->run.status, 0, "status %d: %s", house->run.status,
		     house->run.err.data);
	cr_expect(bytes_match(&house->run.err, "stopped$"), "%s",
		  house->run.err.data);
	process_finish(&house->run);
	house->runs = false;
}

/* QEMU is a child of the command's, which ends after it. */
void house_kill(struct house *house)
{
	pid_t machine;

	cr_assert_eq(process_descendants(house->run.pid, &machine, 1), 1);
	kill(machine, SIGKILL);
	cr_assert(process_wait(&house->run, STOP_MS));
	process_finish(&house->run);
	house->runs = false;
}

void house_clear(struct house *house)
{
	char words[256];

	if (house->runs)
		process_finish(&house->run);
	if (has_last)
		process_finish(&last);
	has_last = false;
	snprintf(words, sizeof words, "rm -rf %s", house->path);
	if (house->path[0] != '\0' && system(words) != 0)
		cr_log_warn("%s: not removed", house->path);
}

/* Runs them; returns whether they ended so. */
static bool run(const char *words, int status, const char *expected)
{
	char all[4096];

	if (has_last)
		process_finish(&last);
	has_last = true;
	snprintf(all, sizeof all, "exec 2>&1; %s", words);
	cr_assert(process_run(&last, (const char *[]){ "sh", "-c", all, NULL },
			      COMMAND_MS),
		  "not in time: %s", words);
	return last.status == status &&
	       (expected == NULL || bytes_match(&last.out, expected));
}

const char *house_shell(struct house *house, const char *words, int status,
			const char *expected)
{
	bool good = run(words, status, expected);

	cr_assert(good, "%s: status %d, wanted %d and %s; it said: %s%s%s",
		  words, last.status, status,
		  expected != NULL ? expected : "anything", last.out.data,
		  house->runs ? "\nthe host: " : "",
		  house->runs ? house->run.err.data : "");
	return last.out.data;
}

const char *house_await(struct house *house, const char *words,
			const char *expected)
{
	double deadline = now_ms() + COMMAND_MS;

	while (!run(words, 0, expected)) {
		cr_assert(now_ms() < deadline,
			  "%s: never %s; status %d: %s\nthe host: %s", words,
			  expected, last.status, last.out.data,
			  house->run.err.data);
		process_read_for(&house->run, AGAIN_MS);
	}
	return last.out.data;
}
