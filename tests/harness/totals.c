/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 *   totals FOLDER PROGRAM...
 *
 * Runs Criterion test programs one after another and adds up their totals, so
 * that a run of many ends as a run of one does: with Criterion's own line of
 * totals.  Each program's report is left in FOLDER as NAME.tap.  Exits 1 when a
 * test failed, crashed, or a program gave no totals, which counts as one crash.
 * Skipped tests are named with their reason: they are never silent.  Failed
 * ones are told again just before the totals, where whoever keeps only the end
 * of a long log finds them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "process.h"

#define PROGRAM_MS (60 * 60 * 1000)
#define SYNTHESIS "[====] Synthesis:"
#define FAILURE_LINES 12 /* of one test */

struct totals {
	long long passing, failing, crashing, skipped;
};

/* Copies what the program printed, but for its line of totals, which is read;
 * true if there was one. */
static bool show(const struct bytes *text, struct totals *totals)
{
	const char *at = text->data;
	bool found = false;

	while (at != NULL && *at != '\0') {
		size_t length = strcspn(at, "\n");

		if (strncmp(at, SYNTHESIS, strlen(SYNTHESIS)) != 0)
			printf("%.*s\n", (int)length, at);
		else
			found = sscanf(at + strlen(SYNTHESIS),
				       " Tested: %*d | Passing: %lld | Failing:"
				       " %lld | Crashing: %lld",
				       &totals->passing, &totals->failing,
				       &totals->crashing) == 3;
		at += length + (at[length] == '\n');
	}
	return found;
}

/* Names a skipped test; returns how many that is. */
static long long show_skipped(const char *name, const char *line)
{
	if (strncmp(line, "ok - ", 5) != 0 || strstr(line, "# SKIP") == NULL)
		return 0;
	printf("[SKIP] %s: %s", name, line + 5);
	return 1;
}

/* Keeps a line if it names a failed test, or is one of the first that tell why;
 * *left is how many more of those there may be. */
static void keep_failure(struct bytes *failures, const char *name,
			 const char *line, int *left)
{
	if (strncmp(line, "not ok - ", 9) == 0) {
		bytes_append_text(failures, "[FAIL] ");
		bytes_append_text(failures, name);
		bytes_append_text(failures, ": ");
		bytes_append_text(failures, line + 9);
		*left = FAILURE_LINES;
		return;
	}
	if (line[0] != ' ')
		*left = 0;
	if (*left == 0)
		return;
	(*left)--;
	bytes_append_text(failures, "[----] ");
	bytes_append_text(failures, line);
}

/* Reads a report; returns how many tests were skipped. */
static long long read_report(const char *name, const char *report,
			     struct bytes *failures)
{
	FILE *file = fopen(report, "r");
	char line[1024];
	long long skipped = 0;
	int left = 0;

	while (file != NULL && fgets(line, sizeof line, file) != NULL) {
		skipped += show_skipped(name, line);
		keep_failure(failures, name, line, &left);
	}
	if (file != NULL)
		fclose(file);
	return skipped;
}

static void run_program(struct process *process, const char *program,
			const char *report, struct totals *totals)
{
	char *option;
	bool in_time, told;

	if (asprintf(&option, "--tap=%s", report) < 0)
		abort();
	remove(report);
	in_time = process_run(
		process, (const char *[]){ program, option, NULL }, PROGRAM_MS);
	told = show(&process->out, totals);
	told = show(&process->err, totals) || told;
	free(option);
	if (told && in_time && (process->status == 0 || totals->failing > 0))
		return;
	printf("[FAIL] %s: ended with status %d%s\n", program, process->status,
	       told ? "" : " and no totals");
	totals->failing++;
	totals->crashing++;
}

static struct totals run(const char *folder, const char *program,
			 struct bytes *failures)
{
	const char *slash = strrchr(program, '/');
	const char *name = slash == NULL ? program : slash + 1;
	double start = now_ms();
	struct process process;
	struct totals totals = { 0 };
	char *report;

	if (asprintf(&report, "%s/%s.tap", folder, name) < 0)
		abort();
	run_program(&process, program, report, &totals);
	totals.skipped = read_report(name, report, failures);
	printf("[----] %s: %lld passing, %lld failing, %lld skipped, %.1f s\n",
	       name, totals.passing, totals.failing, totals.skipped,
	       (now_ms() - start) / 1e3);
	fflush(stdout);
	process_finish(&process);
	free(report);
	return totals;
}

int main(int argc, char **argv)
{
	struct totals sum = { 0 };
	struct bytes failures = { 0 };

	if (argc < 3) {
		fputs("usage: totals FOLDER PROGRAM...\n", stderr);
		return 2;
	}
	for (int i = 2; i < argc; i++) {
		struct totals one = run(argv[1], argv[i], &failures);

		sum.passing += one.passing;
		sum.failing += one.failing;
		sum.crashing += one.crashing;
		sum.skipped += one.skipped;
	}
	if (sum.skipped > 0)
		printf("[----] %lld skipped, named above\n", sum.skipped);
	if (failures.length > 0)
		fputs(failures.data, stdout);
	bytes_free(&failures);
	printf(SYNTHESIS " Tested: %lld | Passing: %lld | Failing: %lld"
			 " | Crashing: %lld\n",
	       sum.passing + sum.failing, sum.passing, sum.failing,
	       sum.crashing);
	return sum.failing > 0;
}
