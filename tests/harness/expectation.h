/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a boot test's service must do, as its .expect file says.
 *
 * One item a line, a keyword and the rest of the line; `#` begins a comment
 * line.  Items marked * may be repeated, and then add up in order.
 *
 *   option    WORD     * for `denali run`, before the image
 *   argument  TEXT     * for the service
 *   stdin     TEXT     * what it reads; without any, its input is empty
 *   stdout    TEXT     * all it prints, byte for byte; `stdout` alone: nothing
 *   match     REGEX    * standard output must match
 *   report    REGEX    * standard error must match
 *   never     REGEX    * neither may match
 *   status    NUMBER     exit status of `denali run`; 0 if not given
 *   timeout   SECONDS    20 if not given
 *
 * TEXT knows \n, \t, \\, \s (a space) and \xHH; REGEX is a POSIX extended one.
 */
#ifndef HARNESS_EXPECTATION_H
#define HARNESS_EXPECTATION_H

#include <stdbool.h>

#include "bytes.h"
#include "process.h"

#define EXPECTATION_ITEMS 16

struct expectation {
	char *options[EXPECTATION_ITEMS + 1];
	char *arguments[EXPECTATION_ITEMS + 1];
	char *matches[EXPECTATION_ITEMS + 1];
	char *reports[EXPECTATION_ITEMS + 1];
	char *nevers[EXPECTATION_ITEMS + 1];
	struct bytes input;
	struct bytes output;
	bool exact_output;
	int status;
	int timeout;
};

/* Reads a file; what is wrong with it is written to standard error.  Free it
 * in both cases. */
bool expectation_read(struct expectation *expected, const char *path);
void expectation_free(struct expectation *expected);

/* Says in problem how a program that has ended fell short; true if it did
 * not. */
bool expectation_met(const struct expectation *expected,
		     const struct process *process, struct bytes *problem);

#endif
