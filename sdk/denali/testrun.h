/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * One test carried out: a service started, asked, ended, and held against what
 * it must do.
 */
#ifndef DENALI_CMD_TESTRUN_H
#define DENALI_CMD_TESTRUN_H

#include "testservice.h"

enum test_verdict {
	TEST_PASSED,
	TEST_FAILED,
	TEST_BROKEN, /* it could not be carried out: nothing is known */
};

struct test_outcome {
	const struct test *test;
	enum test_verdict verdict;
	struct buffer problem; /* what went wrong: lines of plain text */
	double seconds;
	struct buffer printed, reported; /* by the service, by `denali run` */
	json_t *result;                  /* its result; may be null */
};

/* Carry out a test.  Free the outcome. */
void test_run(const struct test *test, const struct service_plan *plan,
	      struct test_outcome *outcome);
void test_outcome_free(struct test_outcome *outcome);

/* The most frames that an instance ever had; 0: unknown. */
uint32_t test_outcome_peak(const struct test_outcome *outcome);

#endif
