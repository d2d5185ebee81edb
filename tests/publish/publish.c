/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "publish.h"

#include <criterion/criterion.h>
#include <regex.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "registry.h"

#define COMMAND_MS 120000
#define WORDS_MAX 32

static char folder[128];
static const char *input = "";
static struct process last;

void publish_set_up(void)
{
	snprintf(folder, sizeof folder, "%s/build/tests/scratch/publish-%d",
		 getcwd((char[96]){ 0 }, 96), (int)getpid());
	cr_assert(mkdir("build/tests/scratch", 0755) == 0 || true);
	cr_assert(mkdir(folder, 0755) == 0, "%s", folder);
	setenv("XDG_CONFIG_HOME", publish_path("config"), 1);
	setenv("DOCKER_CONFIG", publish_path("docker"), 1);
	unsetenv("DENALI_REMOTE");
	unsetenv("http_proxy");
}

void publish_clean_up(void)
{
	struct process process;
	const char *const words[] = { "rm", "-rf", folder, NULL };

	cr_assert(process_run(&process, words, COMMAND_MS));
	process_finish(&process);
}

const char *publish_path(const char *format, ...)
{
	static char paths[8][512];
	static unsigned next;
	char *path = paths[next++ % 8];
	int used = snprintf(path, sizeof paths[0], "%s/", folder);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(path + used, sizeof paths[0] - (size_t)used, format,
		  arguments);
	va_end(arguments);
	return path;
}

void publish_write(const char *name, const char *text)
{
	FILE *file = fopen(publish_path("%s", name), "w");

	cr_assert(file != NULL, "%s", name);
	cr_assert(fputs(text, file) >= 0 && fclose(file) == 0);
}

void publish_add_nobody(void)
{
	cr_assert(mkdir(publish_path("config/denali/remotes"), 0700) == 0);
	publish_write("config/denali/remotes/h.toml",
		      "url = \"https://127.0.0.1:1\"\nfingerprint = \""
		      "00000000000000000000000000000000"
		      "00000000000000000000000000000000\"\n"
		      "token = \"dnl_aaaaaaaa_bbbb\"\n");
	cr_assert(chmod(publish_path("config/denali/remotes/h.toml"), 0600) ==
		  0);
	setenv("DENALI_REMOTE", "h", 1);
}

void publish_input(const char *text)
{
	input = text;
}

bool publish_matches(const char *text, const char *expression)
{
	regex_t compiled;
	bool matches;

	cr_assert(regcomp(&compiled, expression, REG_EXTENDED | REG_NOSUB) == 0,
		  "%s", expression);
	matches = regexec(&compiled, text, 0, NULL, 0) == 0;
	regfree(&compiled);
	return matches;
}

const char *publish_out(void)
{
	return last.out.data != NULL ? last.out.data : "";
}

const char *publish_err(void)
{
	return last.err.data != NULL ? last.err.data : "";
}

void expect(int status, const char *out, const char *err, ...)
{
	const char *words[WORDS_MAX + 1];
	size_t count = 0;
	va_list arguments;

	va_start(arguments, err);
	do
		words[count] = va_arg(arguments, const char *);
	while (words[count++] != NULL && count <= WORDS_MAX);
	va_end(arguments);
	if (last.pid != 0)
		process_finish(&last);
	process_start(&last, words);
	process_write(&last, input, strlen(input));
	process_close_input(&last);
	input = "";
	cr_assert(process_wait(&last, COMMAND_MS), "%s %s hangs: %s", words[0],
		  words[1], publish_err());
	cr_assert_eq(last.status, status, "%s %s %s: status %d\n%s%s", words[0],
		     words[1], words[2], last.status, publish_out(),
		     publish_err());
	cr_assert(publish_matches(publish_out(), out), "%s\nis not\n%s",
		  publish_out(), out);
	cr_assert(publish_matches(publish_err(), err), "%s\nis not\n%s",
		  publish_err(), err);
}

void publish_push(char from[PUBLISH_REFERENCE])
{
	snprintf(from, PUBLISH_REFERENCE, "oci://%s/team/web:1.0",
		 registry_start());
	expect(0, "", "", DENALI, "key", "create", "--no-password", NULL);
	publish_add_nobody();
	expect(0, "", "", DENALI, "push", from, EXAMPLE_IMAGE("http-hello"),
	       NULL);
}
