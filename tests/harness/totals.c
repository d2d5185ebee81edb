/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 *   totals FOLDER PROGRAM...
 *
 * Runs Criterion test programs one after another and adds up what they report,
 * so that a run of many ends as a run of one does: with Criterion's own line
 * of totals.  Each program's report is left in FOLDER as NAME.json.  Exits 1
 * when a test failed, crashed, or a program left no report, which counts as one
 * crash.  Skipped tests are named with their reason: they are never silent.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "process.h"

#define PROGRAM_MS (60 * 60 * 1000)
#define SYNTHESIS "Synthesis:"

struct totals {
	long long passing, failing, crashing, skipped;
};

/* Copies what the program printed, but for its own line of totals. */
static void show(const struct bytes *text)
{
	const char *at = text->data;

	while (at != NULL && *at != '\0') {
		size_t length = strcspn(at, "\n");

		if (memmem(at, length, SYNTHESIS, strlen(SYNTHESIS)) == NULL)
			printf("%.*s\n", (int)length, at);
		at += length + (at[length] == '\n');
	}
}

static long long count(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static void show_skipped(const char *name, const json_t *report)
{
	json_t *suite, *test;
	size_t i, j;

	json_array_foreach(json_object_get(report, "test_suites"), i, suite) {
		json_array_foreach(json_object_get(suite, "tests"), j, test) {
			const json_t *status = json_object_get(test, "status");
			const json_t *why = json_object_get(test, "messages");

			if (json_string_value(status) == NULL ||
			    strcmp(json_string_value(status), "SKIPPED") != 0)
				continue;
			why = json_array_get(why, 0);
			printf("[SKIP] %s: %s::%s: %s\n", name,
			       json_string_value(json_object_get(suite, "name")),
			       json_string_value(json_object_get(test, "name")),
			       why == NULL ? "" : json_string_value(why));
		}
	}
}

/* Criterion counts a crashed test among the failed ones, too. */
static struct totals read_report(const char *name, const char *path)
{
	struct totals totals = { .failing = 1, .crashing = 1 };
	json_error_t error;
	json_t *report = json_load_file(path, 0, &error);

	if (report == NULL) {
		printf("[FAIL] %s: no report: %s\n", name, error.text);
		return totals;
	}
	totals.passing = count(report, "passed");
	totals.failing = count(report, "failed");
	totals.crashing = count(report, "errored");
	totals.skipped = count(report, "skipped");
	show_skipped(name, report);
	json_decref(report);
	return totals;
}

static struct totals run(const char *folder, const char *program)
{
	const char *slash = strrchr(program, '/');
	const char *name = slash == NULL ? program : slash + 1;
	double start = now_ms();
	char *report, *option;
	struct process process;
	struct totals totals;
	bool in_time;

	if (asprintf(&report, "%s/%s.json", folder, name) < 0 ||
	    asprintf(&option, "--json=%s", report) < 0)
		abort();
	remove(report);
	in_time = process_run(&process,
			      (const char *[]){ program, option, NULL },
			      PROGRAM_MS);
	show(&process.out);
	show(&process.err);
	totals = read_report(name, report);
	if ((!in_time || process.status != 0) && totals.failing == 0) {
		printf("[FAIL] %s: ended with status %d\n", name,
		       process.status);
		totals.failing++;
		totals.crashing++;
	}
	printf("[----] %s: %lld passing, %lld failing, %lld skipped, %.1f s\n",
	       name, totals.passing, totals.failing, totals.skipped,
	       (now_ms() - start) / 1e3);
	fflush(stdout);
	process_finish(&process);
	free(report);
	free(option);
	return totals;
}

int main(int argc, char **argv)
{
	struct totals sum = { 0 };

	if (argc < 3) {
		fputs("usage: totals FOLDER PROGRAM...\n", stderr);
		return 2;
	}
	for (int i = 2; i < argc; i++) {
		struct totals one = run(argv[1], argv[i]);

		sum.passing += one.passing;
		sum.failing += one.failing;
		sum.crashing += one.crashing;
		sum.skipped += one.skipped;
	}
	if (sum.skipped > 0)
		printf("[----] %lld skipped, named above\n", sum.skipped);
	printf("[====] Synthesis: Tested: %lld | Passing: %lld | Failing: %lld"
	       " | Crashing: %lld\n",
	       sum.passing + sum.failing, sum.passing, sum.failing,
	       sum.crashing);
	return sum.failing > 0;
}
