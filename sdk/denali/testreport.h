/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What has come of tests: for people as it comes, and for programs as JSON and
 * as JUnit's XML.
 *
 * What services print may be any bytes: here it is plain text.
 */
#ifndef DENALI_CMD_TESTREPORT_H
#define DENALI_CMD_TESTREPORT_H

#include <stdio.h>

#include "testmemory.h"
#include "testrun.h"

struct test_report {
	const char *file;  /* the test.toml */
	const char *image; /* its path */
	struct test_outcome *outcomes;
	size_t count;
	double seconds;
	struct memory_advice memory; /* used 0: unknown */
};

/* How many outcomes have the verdict. */
size_t test_report_count(const struct test_report *report,
			 enum test_verdict verdict);

/* Lines for people: about one outcome, and about all. */
void test_print_outcome(const struct test_outcome *outcome);
void test_print_summary(const struct test_report *report);

json_t *test_report_json(const struct test_report *report);

/* false: it cannot be written. */
bool test_report_junit(const struct test_report *report, FILE *file);

/* The word for a verdict: passed, failed, broken. */
const char *test_verdict_name(enum test_verdict verdict);

#endif
