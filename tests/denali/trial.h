/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Running `denali run` with the double for QEMU, whose script a test gives.
 */
#ifndef TESTS_DENALI_TRIAL_H
#define TESTS_DENALI_TRIAL_H

#include "harness/denali.h"

#define TRIAL_MS 20000 /* all that is waited for has come long before */

#define FAKE_QEMU "build/tests/denali-fake-qemu"

/* Have the double follow the script, whose lines end with newlines. */
void trial_script(const char *script);

/* A good image of that name; see image_file.h. */
const char *trial_image(const char *name);

/* Start `denali run` with the words, and NULL. */
#define trial_start denali_start

/* It must end in time, with this status. */
void trial_expect_status(struct process *process, int status);

/* It must also have printed exactly this. */
void trial_expect_output(struct process *process, const char *text);
void trial_expect_errors(struct process *process, const char *text);

/* It must end with status 125 and this one line, `denali: ` before it. */
void trial_expect_error(struct process *process, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
