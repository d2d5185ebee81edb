/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Running the SDK's tools in a test, and what they must say.
 */
#ifndef TESTS_SDK_TRIAL_H
#define TESTS_SDK_TRIAL_H

#include "harness/denali.h"

#define TRIAL_MS 60000
#define CC "build/sdk/bin/denali-cc"

/* Runs words, the first a program, to their end; they end at NULL.  The process
 * is good until the next call and freed by it. */
const struct process *run(const char *word, ...) __attribute__((sentinel));

/* The same must end with the status, and all it prints match an expression. */
void expect_run(int status, const char *expression, ...)
	__attribute__((sentinel));

/* The same of a shell script in a folder of this test's own, with the SDK's
 * tools in PATH; $sdk is the SDK, $top the tree. */
void expect_script(int status, const char *expression, const char *script);

/* A file of this test's own with this text; the caller frees its path. */
char *text_file(const char *name, const char *text);

/* A path of this test's own, where nothing is yet; the caller frees it. */
char *new_path(const char *name);

#endif
