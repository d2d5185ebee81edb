/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * jansson's own test suites, each of their programs in a VM for each case.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/denali.h"

#define TIMEOUT_MS 600000
#define SOURCE "build/ports/jansson/source"

struct suite {
	char name[32];
};

static struct suite suites[] = {
	{ "api" },   { "encoding-flags" }, { "invalid" }, { "invalid-unicode" },
	{ "valid" },
};

ParameterizedTestParameters(jansson, suite)
{
	return cr_make_param_array(struct suite, suites,
				   sizeof suites / sizeof suites[0]);
}

/* Suites keep their logs where they run, so each runs in a folder of its own
 * that looks like the one they were made for. */
ParameterizedTest(struct suite *suite, jansson, suite)
{
	static const char script[] =
		"top=$PWD; export DENALI=$top/" DENALI
		" IMAGES=$top/build/ports/jansson top_srcdir=$top/" SOURCE ";"
		" mkdir $1; cd $1; ln -s $top/" SOURCE "/test/bin $top/" SOURCE
		"/test/suites .; exec $top/" SOURCE "/test/run-suites $2";
	char *folder = strdup(scratch_path(suite->name));
	struct process process;

	cr_assert(process_run(&process,
			      (const char *[]){ "sh", "-ec", script, "sh",
						folder, suite->name, NULL },
			      TIMEOUT_MS),
		  "not in time");
	cr_expect(process.status == 0 &&
			  bytes_match(&process.out, "^1 test suites passed$"),
		  "%s: status %d: %s%s", suite->name, process.status,
		  process.out.data, process.err.data);
	process_finish(&process);
	free(folder);
}

/* CMake's build comes to a program that finds as little wrong. */
Test(jansson, by_cmake)
{
	struct process process;

	denali_start(&process, "--net", "none", "--timeout", "60",
		     PORT_IMAGE("jansson", "test_by_cmake"), NULL);
	cr_assert(process_wait(&process, TIMEOUT_MS));
	cr_expect_eq(process.status, 0, "status %d: %s%s", process.status,
		     process.out.data, process.err.data);
	process_finish(&process);
}

/* A case that must fail, so that we know that failures are seen: by the status
 * and by what the program says. */
Test(jansson, complains)
{
	struct process process;

	process_run(&process,
		    (const char *[]){
			    "sh", "-c",
			    "echo '[1,' | " DENALI " run --net none "
			    "--timeout 60 " PORT_IMAGE("jansson",
						       "json_process") " --env",
			    NULL },
		    TIMEOUT_MS);
	cr_expect_eq(process.status, 1, "status %d", process.status);
	cr_expect_str_eq(process.out.data,
			 "2 0 4\n']' expected near end of file\n");
	process_finish(&process);
}
