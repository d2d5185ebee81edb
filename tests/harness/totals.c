/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 *   totals FOLDER PROGRAM...
 *
 * Runs Criterion test programs one after another and adds up their totals, so
 * that a run of many ends as a run of one does: with Criterion's own line of
 * totals.  Each program's report is left in FOLDER as NAME.tap.  Exits 1 when a
 * test failed, crashed, or a program gave no totals, which counts as one crash.
 * Skipped tests are named with their reason: they are never silent.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "process.h"

#define PROGRAM_MS (60 * 60 * 1000)
#define SYNTHESIS "[====] Synthesis:"

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

/* Names the skipped tests of a report; returns how many there are. */
static long long show_skipped(const char *name, const char *report)
{
	static const char mark[] = "# SKIP";
	FILE *file = fopen(report, "r");
	char line[1024];
	long long skipped = 0;

	while (file != NULL && fgets(line, sizeof line, file) != NULL) {
		if (strncmp(line, "ok - ", 5) != 0 ||
		    strstr(line, mark) == NULL)
			continue;
		printf("[SKIP] %s: %s", name, line + 5);
		skipped++;
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

static struct totals run(const char *folder, const char *program)
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
	totals.skipped = show_skipped(name, report);
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
	printf(SYNTHESIS " Tested: %lld | Passing: %lld | Failing: %lld"
			 " | Crashing: %lld\n",
	       sum.passing + sum.failing, sum.passing, sum.failing,
	       sum.crashing);
	return sum.failing > 0;
}
