/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "trial.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "image_file.h"

void trial_script(const char *script)
{
	setenv("FAKE_QEMU", script, 1);
	setenv("DENALI_QEMU", FAKE_QEMU, 1);
	/* The double only looks whether it is there. */
	setenv("DENALI_KERNEL", "Makefile", 1);
}

const char *trial_image(const char *name)
{
	struct image_file file;

	image_file_make(&file);
	return image_file_write(&file, sizeof file, name);
}

static const char *text_of(const struct bytes *bytes)
{
	return bytes->data != NULL ? bytes->data : "";
}

void trial_expect_status(struct process *process, int status)
{
	cr_assert(process_wait(process, TRIAL_MS), "it does not end; says: %s",
		  text_of(&process->err));
	cr_expect(process->status == status, "status %d, not %d; says: %s",
		  process->status, status, text_of(&process->err));
}

static void expect_text(const struct bytes *bytes, const char *text,
			const char *what)
{
	cr_expect(bytes->length == strlen(text) &&
			  strcmp(text_of(bytes), text) == 0,
		  "%s is\n%s\nand not\n%s", what, text_of(bytes), text);
}

void trial_expect_output(struct process *process, const char *text)
{
	expect_text(&process->out, text, "standard output");
}

void trial_expect_errors(struct process *process, const char *text)
{
	expect_text(&process->err, text, "standard error");
}

void trial_expect_error(struct process *process, const char *format, ...)
{
	char line[1024] = "denali: ";
	size_t length = strlen(line);
	va_list values;

	va_start(values, format);
	vsnprintf(line + length, sizeof line - length - 1, format, values);
	va_end(values);
	strcat(line, "\n");
	trial_expect_status(process, 125);
	trial_expect_errors(process, line);
	trial_expect_output(process, "");
	process_finish(process);
}
