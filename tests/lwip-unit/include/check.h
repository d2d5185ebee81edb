/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What lwIP's own unit tests use of the `check` library (0.12), for a VM: a
 * failed check ends its test by a jump, as there are no processes to end.
 */
#ifndef TESTS_LWIP_UNIT_CHECK_H
#define TESTS_LWIP_UNIT_CHECK_H

#include <stddef.h>

#define CHECK_MAJOR_VERSION 0
#define CHECK_MINOR_VERSION 12

typedef void (*TFun)(int);
typedef void (*SFun)(void);
typedef struct check_suite Suite;
typedef struct check_case TCase;
typedef struct check_runner SRunner;

enum print_output { CK_NORMAL };

#define START_TEST(name) static void name(int _i)
#define END_TEST

/* With a message or without. */
#define fail_unless(condition, ...)                                            \
	((condition) ? (void)0 : check_failed(__FILE__, __LINE__, #condition))
#define fail_if(condition, ...)                                                \
	((condition) ? check_failed(__FILE__, __LINE__, #condition) : (void)0)
#define fail(...) check_failed(__FILE__, __LINE__, "to be here")

_Noreturn void check_failed(const char *file, int line, const char *what);

Suite *suite_create(const char *name);
TCase *tcase_create(const char *name);
void tcase_add_checked_fixture(TCase *tcase, SFun setup, SFun teardown);
void _tcase_add_test(TCase *tcase, TFun test, const char *name, int signal,
		     int exit_value, int from, int to);
void suite_add_tcase(Suite *suite, TCase *tcase);
SRunner *srunner_create(Suite *suite);
void srunner_add_suite(SRunner *runner, Suite *suite);
void srunner_set_xml(SRunner *runner, const char *path);
void srunner_run_all(SRunner *runner, enum print_output mode);
int srunner_ntests_failed(SRunner *runner);
void srunner_free(SRunner *runner);

#endif
