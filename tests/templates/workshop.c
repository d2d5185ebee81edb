/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "workshop.h"

#include <criterion/criterion.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/denali.h"

static char top[PATH_MAX];
static char folder[PATH_MAX];

void workshop_open(void)
{
	char path[3 * PATH_MAX];
	const char *before = getenv("PATH");

	cr_assert_not_null(getcwd(top, sizeof top));
	cr_assert_not_null(before);
	snprintf(path, sizeof path, "%s/build/sdk/bin:%s", top, before);
	cr_assert(setenv("PATH", path, 1) == 0);
	snprintf(folder, sizeof folder, "%s", scratch_path("workshop"));
	workshop_run("rm -rf %s", folder);
	cr_assert(mkdir(folder, 0777) == 0 && chdir(folder) == 0);
}

void workshop_close(void)
{
	cr_assert(chdir(top) == 0);
	workshop_run("rm -rf %s", folder);
}

static const struct process *run(const char *format, va_list values)
{
	static struct process process;
	static bool used;
	char *words;

	if (used)
		process_finish(&process);
	used = true;
	cr_assert(vasprintf(&words, format, values) >= 0);
	cr_assert(process_run(&process,
			      (const char *[]){ "sh", "-c", words, NULL },
			      WORKSHOP_MS),
		  "%s: hangs", words);
	free(words);
	return &process;
}

const struct process *workshop_run(const char *format, ...)
{
	const struct process *process;
	va_list values;

	va_start(values, format);
	process = run(format, values);
	va_end(values);
	return process;
}

void workshop_expect(int status, const char *expression, const char *format,
		     ...)
{
	const struct process *process;
	struct bytes all = { 0 };
	va_list values;

	va_start(values, format);
	process = run(format, values);
	va_end(values);
	bytes_append(&all, process->out.data, process->out.length);
	bytes_append(&all, process->err.data, process->err.length);
	cr_expect(process->status == status, "%s: status %d, not %d: %s",
		  format, process->status, status, all.data);
	cr_expect(bytes_match(&all, expression), "%s: not \"%s\": %s", format,
		  expression, all.data);
	bytes_free(&all);
}
