/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Runs lwIP's own unit tests: each of a suite is a test case of its own, with
 * what is done before and after it.
 */
#include "check.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

struct check_case {
	struct check_case *next; /* of the suite */
	const char *name;
	TFun test;
	SFun setup, teardown;
};

struct check_suite {
	struct check_suite *next; /* of the runner */
	const char *name;
	struct check_case *first, **last;
};

struct check_runner {
	struct check_suite *first, **last;
	int run, failed;
};

static jmp_buf end_of_test;

static void *make(size_t size)
{
	void *new = calloc(1, size);

	if (new == NULL)
		abort();
	return new;
}

_Noreturn void check_failed(const char *file, int line, const char *what)
{
	printf("%s:%d: not so: %s\n", file, line, what);
	longjmp(end_of_test, 1);
}

Suite *suite_create(const char *name)
{
	struct check_suite *suite = make(sizeof *suite);

	suite->name = name;
	suite->last = &suite->first;
	return suite;
}

TCase *tcase_create(const char *name)
{
	(void)name;
	return make(sizeof(struct check_case));
}

void tcase_add_checked_fixture(TCase *tcase, SFun setup, SFun teardown)
{
	tcase->setup = setup;
	tcase->teardown = teardown;
}

void _tcase_add_test(TCase *tcase, TFun test, const char *name, int signal,
		     int exit_value, int from, int to)
{
	(void)signal;
	(void)exit_value;
	(void)from;
	(void)to;
	tcase->test = test;
	tcase->name = name;
}

void suite_add_tcase(Suite *suite, TCase *tcase)
{
	*suite->last = tcase;
	suite->last = &tcase->next;
}

SRunner *srunner_create(Suite *suite)
{
	struct check_runner *runner = make(sizeof *runner);

	runner->last = &runner->first;
	srunner_add_suite(runner, suite);
	return runner;
}

void srunner_add_suite(SRunner *runner, Suite *suite)
{
	*runner->last = suite;
	runner->last = &suite->next;
}

void srunner_set_xml(SRunner *runner, const char *path)
{
	(void)runner;
	(void)path;
}

static int run(const struct check_case *tcase)
{
	if (setjmp(end_of_test) != 0)
		return 0;
	if (tcase->setup != NULL)
		tcase->setup();
	tcase->test(0);
	if (tcase->teardown != NULL)
		tcase->teardown();
	return 1;
}

void srunner_run_all(SRunner *runner, enum print_output mode)
{
	(void)mode;
	for (struct check_suite *s = runner->first; s != NULL; s = s->next)
		for (struct check_case *t = s->first; t != NULL; t = t->next) {
			runner->run++;
			if (run(t))
				continue;
			runner->failed++;
			printf("failed: %s, %s\n", s->name, t->name);
		}
	printf("%d tests, %d failed\n", runner->run, runner->failed);
}

int srunner_ntests_failed(SRunner *runner)
{
	return runner->failed;
}

/* The program ends now. */
void srunner_free(SRunner *runner)
{
	(void)runner;
}
