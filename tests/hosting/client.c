/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "client.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WORDS_MAX 24

static char folder[512];

const char *client_begin(void)
{
	char here[256];

	cr_assert(getcwd(here, sizeof here) != NULL);
	snprintf(folder, sizeof folder, "%s/%s", here, scratch_path("config"));
	setenv("XDG_CONFIG_HOME", folder, 1);
	unsetenv("DENALI_REMOTE");
	return folder;
}

void client_remote_text(const char *name, const char *text)
{
	struct bytes bytes = { 0 };
	char path[640];

	mkdir(folder, 0700);
	snprintf(path, sizeof path, "%s/denali", folder);
	mkdir(path, 0700);
	snprintf(path, sizeof path, "%s/denali/remotes", folder);
	mkdir(path, 0700);
	snprintf(path, sizeof path, "%s/denali/remotes/%s.toml", folder, name);
	bytes_append_text(&bytes, text);
	cr_assert(bytes_write_file(&bytes, path));
	cr_assert(chmod(path, 0600) == 0);
	bytes_free(&bytes);
	snprintf(path, sizeof path, "%s/denali/remotes/default", folder);
	bytes_append_text(&bytes, name);
	cr_assert(bytes_write_file(&bytes, path));
	bytes_free(&bytes);
}

void client_remote(const char *name, const struct peer *peer)
{
	char text[256];

	snprintf(text, sizeof text,
		 "url = \"%s\"\nfingerprint = \"%s\"\ntoken = \"dnl_secret\"\n",
		 peer->url, peer->fingerprint);
	client_remote_text(name, text);
}

static void run(struct process *process, int status, va_list arguments)
{
	const char *words[WORDS_MAX] = { DENALI };
	size_t count = 1;

	while (count < WORDS_MAX - 1 &&
	       (words[count] = va_arg(arguments, const char *)) != NULL)
		count++;
	cr_assert(process_run(process, words, CLIENT_MS),
		  "%s does not end; it says: %s%s", words[1],
		  process->out.length > 0 ? process->out.data : "",
		  process->err.length > 0 ? process->err.data : "");
	cr_expect(process->status == status, "%s: status %d, not %d; says: %s",
		  words[1], process->status, status,
		  process->err.length > 0 ? process->err.data : "");
}

void client_run(struct process *process, int status, ...)
{
	va_list arguments;

	va_start(arguments, status);
	run(process, status, arguments);
	va_end(arguments);
}

static void expect(const struct bytes *bytes, const char *wanted)
{
	const char *text = bytes->length > 0 ? bytes->data : "";

	if (wanted[0] == '\0')
		cr_expect(bytes->length == 0, "it says: %s", text);
	else
		cr_expect(bytes_match(bytes, wanted), "no `%s` in: %s", wanted,
			  text);
}

void client_expect(int status, const char *output, const char *errors, ...)
{
	struct process process;
	va_list arguments;

	va_start(arguments, errors);
	run(&process, status, arguments);
	va_end(arguments);
	expect(&process.out, output);
	expect(&process.err, errors);
	process_finish(&process);
}
