/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The pages of help, which are the first that a newcomer reads.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/denali.h"

#define HELP_MS 20000
#define VERBS_MAX 64

struct verb_name {
	char text[32];
};

static void start(struct process *process, const char *first,
		  const char *second)
{
	const char *words[] = { DENALI, first, second, NULL };

	cr_assert(process_run(process, words, HELP_MS));
	cr_expect(process->status == 0, "status %d", process->status);
	cr_expect(process->err.length == 0, "%s", process->err.data);
	cr_assert(process->out.length > 0);
}

/* The next line of the page, cut out of it; null after the last. */
static char *next_line(char **page)
{
	char *line = strsep(page, "\n");

	return line != NULL && (*page != NULL || *line != '\0') ? line : NULL;
}

static void free_verbs(struct criterion_test_params *parameters)
{
	cr_free(parameters->params);
}

/* All that the overview lists, under its headings. */
static size_t find_verbs(struct verb_name verbs[VERBS_MAX])
{
	struct process process;
	size_t count = 0;
	char *page, *line;

	start(&process, "help", NULL);
	page = process.out.data;
	while ((line = next_line(&page)) != NULL && count < VERBS_MAX)
		if (strncmp(line, "  denali ", 9) != 0 &&
		    strncmp(line, "  ", 2) == 0 &&
		    sscanf(line + 2, "%31[a-z]", verbs[count].text) == 1)
			count++;
	process_finish(&process);
	return count;
}

ParameterizedTestParameters(help, page)
{
	struct verb_name *verbs = cr_malloc(VERBS_MAX * sizeof *verbs);
	size_t count = find_verbs(verbs);

	return cr_make_param_array(struct verb_name, verbs, count, free_verbs);
}

/* Every verb has its page, by either way, which fits a terminal and closes with
 * two examples. */
ParameterizedTest(struct verb_name *verb, help, page)
{
	struct process asked, shown;
	int examples = 0;
	char *page, *line, usage[64];

	start(&shown, "help", verb->text);
	start(&asked, verb->text, "--help");
	cr_expect_str_eq(asked.out.data, shown.out.data);
	snprintf(usage, sizeof usage, "^usage: denali %s", verb->text);
	cr_expect(bytes_match(&shown.out, usage));
	cr_expect(bytes_match(&shown.out, "^  -h, --help          this page$"));
	page = shown.out.data;
	while ((line = next_line(&page)) != NULL) {
		bool example = strncmp(line, "  denali ", 9) == 0 ||
			       strncmp(line, "  make ", 7) == 0;

		examples = example ? examples + 1 : 0;
		cr_expect(strlen(line) < 80, "too wide: %s", line);
	}
	cr_expect(examples >= 2, "%d examples at the end of %s's page",
		  examples, verb->text);
	process_finish(&asked);
	process_finish(&shown);
}

/* A manual page of a verb's own has the options that the page of help has. */
ParameterizedTestParameters(help, manual)
{
	struct verb_name *verbs = cr_malloc(VERBS_MAX * sizeof *verbs);
	size_t count = find_verbs(verbs);

	return cr_make_param_array(struct verb_name, verbs, count, free_verbs);
}

ParameterizedTest(struct verb_name *verb, help, manual)
{
	const char *words[] = { "tests/docs/options-agree", verb->text, NULL };
	struct process process;

	cr_assert(process_run(&process, words, HELP_MS));
	cr_expect(process.status == 0 && process.out.length == 0 &&
			  process.err.length == 0,
		  "help (-) and manual (+) of %s: %s%s", verb->text,
		  process.out.data, process.err.data);
	process_finish(&process);
}

/* Every verb is said to belong somewhere. */
Test(help, overview)
{
	struct verb_name verbs[VERBS_MAX];
	struct process process;
	size_t count = find_verbs(verbs);
	bool run = false;

	for (size_t i = 0; i < count; i++)
		run |= strcmp(verbs[i].text, "run") == 0;
	cr_expect(run, "run is not listed");
	start(&process, "--help", NULL);
	cr_expect(bytes_match(&process.out, "^Build$"));
	cr_expect(bytes_match(&process.out, "^Maintain$"));
	cr_expect(!bytes_match(&process.out, "^Other$"), "%s",
		  process.out.data);
	process_finish(&process);
}
