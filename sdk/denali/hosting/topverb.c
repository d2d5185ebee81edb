/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali top`: what instances use, from one look to the next.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "api.h"
#include "call.h"
#include "listing.h"
#include "testservice.h"
#include "verbs.h"

#define CLEAR "\033[H\033[J"

/* What grows, and what of it a second is called. */
static const struct {
	const char *total, *rate;
	double factor;
} rates[] = {
	{ "cpu-seconds", "cpu-percent", 100 },
	{ "bytes-in", "in-rate", 1 },
	{ "bytes-out", "out-rate", 1 },
};

static const struct column columns[] = {
	{ .title = "INSTANCE", .key = "instance" },
	{ .title = "SERVICE", .key = "service" },
	{ .title = "STATE", .key = "state" },
	{ .title = "CPU%", .key = "cpu-percent", .kind = COLUMN_NUMBER },
	{ .title = "MEMORY", .key = "memory", .kind = COLUMN_SIZE },
	{ .title = "IN/S", .key = "in-rate", .kind = COLUMN_SIZE },
	{ .title = "OUT/S", .key = "out-rate", .kind = COLUMN_SIZE },
	{ .title = "CPU-SECONDS", .key = "cpu-seconds", .kind = COLUMN_NUMBER },
	{ 0 },
};

static const json_t *find(const json_t *rows, const json_t *id)
{
	const json_t *row;
	size_t i;

	json_array_foreach (rows, i, row) {
		if (json_equal(json_object_get(row, "instance"), id))
			return row;
	}
	return NULL;
}

static double number(const json_t *row, const char *key)
{
	return json_number_value(json_object_get(row, key));
}

static void add_rates(json_t *row, const json_t *before, double seconds)
{
	for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
		double grown = number(row, rates[i].total) -
			       number(before, rates[i].total);
		double rate = grown > 0 && seconds > 0 ?
				      grown * rates[i].factor / seconds :
				      0;

		json_object_set_new(
			row, rates[i].rate,
			i == 0 ? json_real((double)(int64_t)(rate * 10 + 0.5) /
					   10) :
				 json_integer((json_int_t)rate));
	}
}

static int by_rate(const void *one, const void *other)
{
	double a = number(*(json_t *const *)one, "cpu-percent");
	double b = number(*(json_t *const *)other, "cpu-percent");

	return a < b ? 1 : a > b ? -1 : 0;
}

/* Those that use most first. */
static json_t *sorted(const json_t *rows)
{
	size_t count = json_array_size(rows);
	json_t **all = allocate(count + 1, sizeof *all), *list = json_array();

	for (size_t i = 0; i < count; i++)
		all[i] = json_array_get(rows, i);
	qsort(all, count, sizeof *all, by_rate);
	for (size_t i = 0; i < count; i++)
		json_array_append(list, all[i]);
	free(all);
	return list;
}

static void show(const struct call *call, const json_t *rows,
		 const json_t *before, double seconds, bool clears)
{
	json_t *row, *list;
	size_t i;

	json_array_foreach (rows, i, row) {
		add_rates(row, find(before, json_object_get(row, "instance")),
			  seconds);
	}
	list = sorted(rows);
	if (clears)
		fputs(CLEAR, stdout);
	listing_print(list, columns, call->output);
	fflush(stdout);
	json_decref(list);
}

static json_t *look(struct call *call, int64_t *when)
{
	json_t *rows = api_list(&call->remote, "instances", "/v1/instances");

	*when = service_now();
	return rows;
}

static int top(struct call *call)
{
	bool terminal = isatty(STDOUT_FILENO) && call->output == OUTPUT_TABLE;
	const struct timespec pause = { .tv_sec = 1 };
	uint64_t times = terminal ? UINT64_MAX : 1;
	int64_t then, now;
	json_t *before, *rows;
	int status;

	if (!call_number(call, 'n', 1, 1000000, &times))
		return STATUS_ERROR;
	before = look(call, &then);
	while (before != NULL && times > 0 && !ferror(stdout)) {
		nanosleep(&pause, NULL);
		rows = look(call, &now);
		if (rows != NULL)
			show(call, rows, before, (double)(now - then) / 1000,
			     terminal);
		json_decref(before);
		before = rows;
		then = now;
		times--;
	}
	status = before != NULL ? 0 : STATUS_ERROR;
	json_decref(before);
	return status;
}

static const struct action actions[] = {
	{ NULL, "", "rTon", top },
};

static int top_main(int argc, char *argv[])
{
	return call_run(actions, 1, argc, argv);
}

static const char help[] =
	"usage: denali top [options]\n"
	"\n"
	"Shows what the instances on a host use of its processor and network\n"
	"in a second, those that use most first, again and again on a\n"
	"terminal, until Ctrl-C; else once.\n"
	"\n"
	"  -n COUNT            so often, and then end\n"
	"  --remote REMOTE     the host (the default remote)\n"
	"  --tenant NAME       of this tenant, for an administrator\n"
	"  -o FORM             as a table (for people), as json, or quiet\n"
	"  -h, --help          this page\n"
	"\n"
	"Exit status: 0; 125 for wrong usage, or where the host cannot say.\n"
	"\n"
	"  denali top\n"
	"  denali top -n 1 -o json\n";

const struct verb verb_top = {
	.group = VERB_PUBLISH,
	.name = "top",
	.summary = "show what instances on a host use",
	.help = help,
	.main = top_main,
};
