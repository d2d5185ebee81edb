/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Each template's own tests, which users begin with.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "harness/denali.h"

#define PROJECTS "build/tests/templates/"
#define SUITE_MS 120000

struct project {
	char path[128];
};

static void free_projects(struct criterion_test_params *parameters)
{
	cr_free(parameters->params);
}

ParameterizedTestParameters(suites, pass)
{
	struct project *all;
	glob_t found;
	size_t count;

	glob(PROJECTS "*/test.toml", 0, NULL, &found);
	count = found.gl_pathc;
	/* The tests are processes of their own, and are given no other. */
	all = cr_malloc((count + 1) * sizeof *all);
	for (size_t i = 0; i < count; i++)
		snprintf(all[i].path, sizeof all->path, "%.*s",
			 (int)(strrchr(found.gl_pathv[i], '/') -
			       found.gl_pathv[i]),
			 found.gl_pathv[i]);
	globfree(&found);
	return cr_make_param_array(struct project, all, count, free_projects);
}

ParameterizedTest(struct project *project, suites, pass)
{
	const char *words[] = { DENALI, "test", project->path, NULL };
	struct process process;

	cr_assert(process_run(&process, words, SUITE_MS), "%s: it hangs",
		  project->path);
	cr_expect(process.status == 0, "%s:\n%s%s", project->path,
		  process.out.data, process.err.data);
	process_finish(&process);
}
