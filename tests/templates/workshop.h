/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A folder of a test's own, in which it works as a user of the SDK does.
 */
#ifndef TESTS_TEMPLATES_WORKSHOP_H
#define TESTS_TEMPLATES_WORKSHOP_H

#include "harness/process.h"

#define WORKSHOP_MS 120000

/* Makes the folder, empty, the current one, and has the SDK's bin first in
 * PATH.  workshop_close removes it. */
void workshop_open(void);
void workshop_close(void);

/* Runs the words of a shell, as printf() makes them, to their end; the process
 * is good until the next call. */
const struct process *workshop_run(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* The same must end with the status, and print what matches the expression, on
 * whichever output. */
void workshop_expect(int status, const char *expression, const char *format,
		     ...) __attribute__((format(printf, 3, 4)));

#endif
