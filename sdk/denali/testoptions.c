/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "testoptions.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "buffer.h"
#include "error.h"
#include "optionread.h"
#include "parse.h"

#define FILE_NAME "test.toml"
#define MANIFEST_NAME "denali.toml"
#define TOML ".toml"

enum { FILTER = 256, LIST, JUNIT, JSON, FAIL_FAST };

static const struct option names[] = {
	{ "filter", required_argument, NULL, FILTER },
	{ "list", no_argument, NULL, LIST },
	{ "junit", required_argument, NULL, JUNIT },
	{ "json", required_argument, NULL, JSON },
	{ "fail-fast", no_argument, NULL, FAIL_FAST },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static int set_memory(struct test_options *options)
{
	uint64_t bytes;

	if (!parse_size(optarg, &bytes))
		return error("-m %s: not a size; write 16M, say", optarg);
	options->memory = optarg;
	return 0;
}

static int set_option(void *context, int option)
{
	struct test_options *options = context;

	switch (option) {
	case 'o':
		return option_output(&options->output, optarg);
	case 'm':
		return set_memory(options);
	case FILTER:
		options->filter = optarg;
		return 0;
	case JUNIT:
		options->junit = optarg;
		return 0;
	case JSON:
		options->json = optarg;
		return 0;
	default: /* LIST, FAIL_FAST and 'h' */
		options->list |= option == LIST;
		options->fail_fast |= option == FAIL_FAST;
		options->help |= option == 'h';
		return 0;
	}
}

static bool is_folder(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static bool is_toml(const char *path)
{
	size_t length = strlen(path);

	return length > strlen(TOML) &&
	       strcmp(path + length - strlen(TOML), TOML) == 0;
}

/* A folder, or a file in one. */
static void set_place(struct test_options *options, const char *place)
{
	const char *slash = strrchr(place, '/');

	if (strcmp(place, ".") == 0) {
		options->file = allocate_text(FILE_NAME);
		options->manifest = allocate_text(MANIFEST_NAME);
	} else if (is_folder(place)) {
		options->file = allocate_text("%s/" FILE_NAME, place);
		options->manifest = allocate_text("%s/" MANIFEST_NAME, place);
	} else {
		options->file = allocate_text("%s", place);
		options->manifest = allocate_text(
			"%.*s" MANIFEST_NAME,
			slash != NULL ? (int)(slash + 1 - place) : 0, place);
	}
}

/* [DIR|FILE] [IMAGE]; who names an image alone means the tests of where he
 * is. */
static int set_words(struct test_options *options, int count, char *words[])
{
	bool image_alone = count == 1 && !is_folder(words[0]) &&
			   !is_toml(words[0]);

	if (count > 2)
		return error("test: %s: too much; a folder, or a file of "
			     "tests, and an image",
			     words[2]);
	set_place(options, count == 0 || image_alone ? "." : words[0]);
	if (image_alone)
		options->image = words[0];
	else if (count == 2)
		options->image = words[1];
	return 0;
}

int test_options_read(int argc, char *argv[], struct test_options *options)
{
	int status;

	*options = (struct test_options){ .output = OUTPUT_TABLE };
	status = option_read("test", argc, argv, ":o:m:h", names, set_option,
			     options);
	if (status != 0 || options->help)
		return status;
	return set_words(options, argc - optind, argv + optind);
}

void test_options_free(struct test_options *options)
{
	free(options->file);
	free(options->manifest);
}
