/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "trial.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS 32

static const struct process *run_words(const char *word, va_list more)
{
	static struct process process;
	static bool used;
	const char *words[WORDS + 1] = { word };

	if (used)
		process_finish(&process);
	for (int i = 1; i < WORDS && words[i - 1] != NULL; i++)
		words[i] = va_arg(more, const char *);
	used = true;
	cr_assert(process_run(&process, words, TRIAL_MS), "%s hangs", word);
	return &process;
}

const struct process *run(const char *word, ...)
{
	const struct process *process;
	va_list more;

	va_start(more, word);
	process = run_words(word, more);
	va_end(more);
	return process;
}

void expect_run(int status, const char *expression, ...)
{
	const struct process *process;
	struct bytes all = { 0 };
	va_list words;

	va_start(words, expression);
	process = run_words(va_arg(words, const char *), words);
	va_end(words);
	bytes_append(&all, process->out.data, process->out.length);
	bytes_append(&all, process->err.data, process->err.length);
	cr_expect(process->status == status, "status %d, not %d: %s",
		  process->status, status, all.data);
	cr_expect(bytes_match(&all, expression), "not \"%s\": %s", expression,
		  all.data);
	bytes_free(&all);
}

void expect_script(int status, const char *expression, const char *script)
{
	char *folder = new_path("script"), *whole;

	cr_assert(asprintf(&whole,
			   "sdk=$PWD/build/sdk top=$PWD PATH=$PWD/build/sdk/bin"
			   ":$PATH; mkdir -p %s; cd %s || exit; %s",
			   folder, folder, script) > 0);
	expect_run(status, expression, "sh", "-c", whole, NULL);
	free(whole);
	free(folder);
}

char *new_path(const char *name)
{
	char *path = strdup(scratch_path(name));

	cr_assert_not_null(path);
	return path;
}

char *text_file(const char *name, const char *text)
{
	struct bytes bytes = { 0 };
	char *path = new_path(name);

	bytes_append_text(&bytes, text);
	cr_assert(bytes_write_file(&bytes, path), "cannot write %s", path);
	bytes_free(&bytes);
	return path;
}
