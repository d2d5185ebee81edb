/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * One test for each case of each hostile guest.  An attacker runs beside
 * neighbours that serve HTTP: three, or DENALI_NEIGHBOURS (63 at most).  From
 * the moment it attacks to well after, every request to the neighbours must be
 * answered, with the same bytes as before; then the attacker's end must be the
 * one that its .expect file names:
 *
 *   option WORD
 *   case NAME CAUSE [DETAIL]
 *
 * The option is for `denali run`, of the cases that follow.
 * CAUSE is exit, page-fault, exception, ring, handler, memory, `stopped` (it
 * goes on until the host ends it) or `any`, where only the neighbours count.
 * For an exit DETAIL is the status, 0 if not given.  For a fault it is what the
 * report must name; FOLDER_CASE, the attacking function, if not given, and
 * nothing if `-`.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <glob.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/denali.h"
#include "harness/net.h"

#define FOLDER "tests/hostile/"
#define CASES_MAX 512
#define NEIGHBOURS 3
#define NEIGHBOURS_MAX 63
#define PAGE_PATH "/"

#define START_MS 30000
#define REQUEST_MS 10000
#define END_MS 30000

/* How often each neighbour is asked during an attack, and after its end. */
#define ROUNDS_MOST 25
#define ROUNDS_AFTER 3

struct hostile_case {
	char guest[32];
	char name[32];
	char cause[16];
	char detail[48];
	char option[32];
};

struct host {
	struct process process;
	uint16_t port;
	char result[256];
	struct bytes page;
	struct bytes problems;
};

/* Notes what is wrong, unless the condition holds; returns the condition. */
__attribute__((format(printf, 3, 4))) static bool
check(struct host *host, bool condition, const char *format, ...)
{
	char text[512];
	va_list values;

	if (condition)
		return true;
	va_start(values, format);
	vsnprintf(text, sizeof text, format, values);
	va_end(values);
	bytes_append_text(&host->problems, text);
	bytes_append_text(&host->problems, "\n");
	return false;
}

/* The attacker is the first. */
static int instances(void)
{
	const char *wanted = getenv("DENALI_NEIGHBOURS");
	int neighbours = wanted == NULL ? NEIGHBOURS : atoi(wanted);

	if (neighbours < 1 || neighbours > NEIGHBOURS_MAX)
		neighbours = NEIGHBOURS;
	return neighbours + 1;
}

static int read_cases(const char *path, struct hostile_case *cases, int room)
{
	struct hostile_case one = { 0 };
	FILE *file = fopen(path, "r");
	char line[256];
	int count = 0;

	if (file == NULL)
		return 0;
	sscanf(path + strlen(FOLDER), "%31[^/]", one.guest);
	while (count < room && fgets(line, sizeof line, file) != NULL) {
		sscanf(line, "option %31s", one.option);
		one.detail[0] = '\0';
		if (sscanf(line, "case %31s %15s %47s", one.name, one.cause,
			   one.detail) >= 2)
			cases[count++] = one;
	}
	fclose(file);
	return count;
}

/* DENALI_TEST=GUEST or GUEST/CASE picks some of them. */
static bool is_wanted(const struct hostile_case *one)
{
	const char *wanted = getenv("DENALI_TEST");
	char name[80];

	snprintf(name, sizeof name, "%s/%s", one->guest, one->name);
	return wanted == NULL || strncmp(name, wanted, strlen(wanted)) == 0;
}

ParameterizedTestParameters(hostile, attack)
{
	struct hostile_case *cases = cr_calloc(CASES_MAX, sizeof *cases);
	glob_t found = { 0 };
	int count = 0, wanted = 0;

	glob(FOLDER "*/*.expect", 0, NULL, &found);
	for (size_t i = 0; i < found.gl_pathc; i++)
		count += read_cases(found.gl_pathv[i], cases + count,
				    CASES_MAX - count);
	globfree(&found);
	for (int i = 0; i < count; i++)
		if (is_wanted(&cases[i]))
			cases[wanted++] = cases[i];
	return cr_make_param_array(struct hostile_case, cases, (size_t)wanted);
}

static void start(struct host *host, const struct hostile_case *one)
{
	struct command command;

	snprintf(host->result, sizeof host->result, "%s",
		 scratch_path("result.json"));
	host->port = free_ports(instances());
	command_denali(&command);
	command_add_all(&command, (const char *[]){ "--stats", "--result",
						    host->result, "-n", NULL });
	command_add(&command, "%d", instances());
	command_add(&command, "-p");
	command_add(&command, "%u:80", host->port);
	if (one->option[0] != '\0')
		command_add(&command, "%s", one->option);
	command_add(&command, "build/tests/hostile/%s/%s", one->guest,
		    one->guest);
	command_add(&command, "%s", one->name);
	command_start(&command, &host->process);
	command_free(&command);
}

/* Waits for the first answer of a neighbour: it may be starting still. */
static bool await_neighbour(struct host *host, int instance)
{
	double deadline = now_ms() + START_MS;
	uint16_t port = (uint16_t)(host->port + instance);

	while (now_ms() < deadline && !host->process.ended) {
		if (http_get(LOOPBACK, port, PAGE_PATH, &host->page,
			     REQUEST_MS))
			return true;
		process_read_for(&host->process, 10);
	}
	return false;
}

/* One request to each neighbour; all must be answered as before. */
static bool ask_neighbours(struct host *host)
{
	struct bytes page = { 0 };
	bool good = true;

	for (int i = 1; i < instances(); i++) {
		uint16_t port = (uint16_t)(host->port + i);
		bool answered = http_get(LOOPBACK, port, PAGE_PATH, &page,
					 REQUEST_MS);

		good &= check(host, answered, "instance %d does not answer", i);
		good &= check(host, !answered || bytes_same(&page, &host->page),
			      "instance %d gives another page", i);
	}
	bytes_free(&page);
	return good;
}

/* Has frames come to the attacker too; nobody waits for an answer. */
static void disturb_attacker(const struct host *host)
{
	int connection = tcp_connect(LOOPBACK, host->port, 1);

	if (connection >= 0)
		close(connection);
}

static bool attack_is_over(const struct host *host)
{
	return host->process.ended ||
	       bytes_match(&host->process.out, "^\\[0\\] (survived|not so)") ||
	       bytes_match(&host->process.err, "instance 0 .*killed");
}

/* An attacker that ends by itself is waited for, as the machine may be slow;
 * one that does not is given a number of rounds. */
static void attack(struct host *host, const struct hostile_case *one)
{
	bool ends = strcmp(one->cause, "stopped") != 0 &&
		    strcmp(one->cause, "any") != 0;
	double deadline = now_ms() + END_MS;
	int after = 0;

	process_write(&host->process, "go\n", 3);
	for (int round = 0;
	     after < ROUNDS_AFTER &&
	     (round < ROUNDS_MOST || (ends && now_ms() < deadline));
	     round++) {
		process_read_for(&host->process, 1);
		disturb_attacker(host);
		if (!ask_neighbours(host))
			return;
		after += attack_is_over(host);
	}
}

/* Ends the host, which must have lived until now. */
static void finish(struct host *host)
{
	check(host, !host->process.ended, "the host ended with status %d",
	      host->process.status);
	kill(host->process.pid, SIGINT);
	check(host, process_wait(&host->process, END_MS), "it does not end");
	check(host, host->process.status == 130, "status %d, not 130",
	      host->process.status);
}

/* What the report of a fault must name; empty: nothing. */
static void wanted_name(const struct hostile_case *one, char *name, size_t room)
{
	if (strcmp(one->cause, "exit") == 0 || one->detail[0] == '-' ||
	    strcmp(one->cause, "stopped") == 0)
		name[0] = '\0';
	else if (one->detail[0] != '\0')
		snprintf(name, room, "%s", one->detail);
	else
		snprintf(name, room, "%s_%s", one->guest, one->name);
	for (; *name != '\0'; name++)
		if (*name == '-')
			*name = '_';
}

static void check_attacker(struct host *host, const struct hostile_case *one)
{
	struct outcome outcome = { .cause = "nothing" };
	char name[80];

	if (!check(host, read_outcome(host->result, 0, &outcome),
		   "there is no result") ||
	    strcmp(one->cause, "any") == 0)
		return;
	check(host, strcmp(outcome.cause, one->cause) == 0,
	      "its end is %s, not %s: %s", outcome.cause, one->cause,
	      outcome.text);
	if (strcmp(one->cause, "exit") == 0)
		check(host, outcome.status == atoi(one->detail),
		      "its status is %d", outcome.status);
	wanted_name(one, name, sizeof name);
	check(host, bytes_match(&host->process.err, name),
	      "the report does not name %s", name);
}

static void check_neighbours(struct host *host)
{
	for (int i = 1; i < instances(); i++) {
		struct outcome outcome = { .cause = "nothing" };

		check(host,
		      read_outcome(host->result, (unsigned int)i, &outcome) &&
			      strcmp(outcome.cause, "stopped") == 0,
		      "the end of instance %d: %s %s", i, outcome.cause,
		      outcome.text);
	}
}

static bool come_up(struct host *host)
{
	bool ready = process_await(&host->process, &host->process.out,
				   "^\\[0\\] armed$", START_MS);

	for (int i = 1; ready && i < instances(); i++)
		ready = await_neighbour(host, i);
	return check(host, ready, "it has not come up");
}

ParameterizedTest(struct hostile_case *one, hostile, attack)
{
	struct host host = { 0 };

	start(&host, one);
	if (come_up(&host)) {
		attack(&host, one);
		finish(&host);
		check_attacker(&host, one);
		check_neighbours(&host);
	}
	cr_expect(host.problems.length == 0, "%s/%s: %s\n%s%s", one->guest,
		  one->name, host.problems.data, host.process.out.data,
		  host.process.err.data);
	process_finish(&host.process);
	bytes_free(&host.page);
	bytes_free(&host.problems);
	unlink(host.result);
}
