/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The command line is cut at each --and, and each part is read by getopt, which
 * stops at its image; then come the checks that need several options.
 */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "disks.h"
#include "error.h"
#include "forward.h"
#include "optionread.h"
#include "settings.h"
#include "traffic.h"
#include "tuning.h"

#define AND "--and" /* what follows is about another image */

/* What getopt gives for a long option: this and its index in the table. */
#define LONG_FIRST 256

/* The table as getopt wants it. */
struct getopt_tables {
	char letters[2 * SETTINGS_COUNT + 3];
	struct option names[SETTINGS_COUNT + 1];
};

static void make_tables(struct getopt_tables *tables)
{
	struct option *name = tables->names;
	char *letter = tables->letters;

	/* `+`: what follows the image is its own; `:`: we tell of errors. */
	*letter++ = '+';
	*letter++ = ':';
	for (size_t i = 0; i < SETTINGS_COUNT; i++) {
		if (settings[i].letter != 0)
			*letter++ = settings[i].letter;
		if (settings[i].letter != 0 &&
		    settings[i].argument != no_argument)
			*letter++ = ':';
		if (settings[i].name != NULL)
			*name++ = (struct option){ settings[i].name,
						   settings[i].argument, NULL,
						   LONG_FIRST + (int)i };
	}
	*letter = '\0';
	*name = (struct option){ 0 };
}

static int set_one(struct run_options *options, struct part_options *part,
		   const struct setting *setting, const char *value)
{
	const char letter[] = { setting->letter, '\0' };
	bool named = setting->name != NULL;

	if (setting->set_part != NULL)
		return setting->set_part(part, value);
	if (part == options->parts || setting->letter == 'h')
		return setting->set_host(options, value);
	return error("%s: option %s%s is about the whole host; give it before "
		     "the first image",
		     options->verb, named ? "--" : "-",
		     named ? setting->name : letter);
}

struct reading {
	struct run_options *options;
	struct part_options *part;
};

static int set_option(void *context, int option)
{
	const struct reading *reading = context;
	const struct setting *setting = settings;

	if (option >= LONG_FIRST)
		setting = &settings[option - LONG_FIRST];
	else
		while (setting->letter != option)
			setting++;
	return set_one(reading->options, reading->part, setting, optarg);
}

int options_check(const struct run_options *options)
{
	if (options->net == NET_NONE &&
	    (options->ipv4.family != 0 || options->ipv6.family != 0))
		return error("--addr: there is no network to have it in with "
			     "--net none");
	if (traffic_check(options) != 0 || tuning_check(options) != 0 ||
	    disks_check(options) != 0)
		return STATUS_ERROR;
	return forward_check(options);
}

static int no_image(const struct run_options *options)
{
	const char *where = options->part_count > 1 ? " after " AND : "";

	return error("%s: no image given%s; see `denali help %s`",
		     options->verb, where, options->verb);
}

/* The options and the image of one part; argv[0] is what stands before. */
static int read_part(struct run_options *options, int argc, char *argv[])
{
	struct part_options *part = &options->parts[options->part_count++];
	struct reading reading = { options, part };
	struct getopt_tables tables;
	int status;

	*part = (struct part_options){
		.count = 1,
		.environment = allocate((size_t)argc, sizeof(char *)),
		.forwards = allocate((size_t)argc, sizeof(struct forward)),
	};
	make_tables(&tables);
	status = option_read(options->verb, argc, argv, tables.letters,
			     tables.names, set_option, &reading);
	if (status != 0 || options->help)
		return status;
	if (optind >= argc)
		return no_image(options);
	part->image = argv[optind];
	part->arguments = argv + optind + 1;
	part->argument_count = (uint32_t)(argc - optind - 1);
	return 0;
}

/* Instances are numbered on over the parts. */
static int number_instances(struct run_options *options)
{
	uint64_t count = 0;

	for (uint32_t i = 0; i < options->part_count; i++) {
		options->parts[i].first = (uint32_t)count;
		count += options->parts[i].count;
	}
	options->count = (uint32_t)count;
	if (count <= DENALI_VMS_MAX)
		return 0;
	return error("-n: %llu instances in all, and the kernel takes %u; give "
		     "fewer",
		     (unsigned long long)count, DENALI_VMS_MAX);
}

/* The words before the next --and, argv[0] being no such word. */
static int part_length(int argc, char *argv[])
{
	int length = 1;

	while (length < argc && strcmp(argv[length], AND) != 0)
		length++;
	return length;
}

int options_read(int argc, char *argv[], struct run_options *options)
{
	int status = 0;

	*options = (struct run_options){
		.verb = argv[0],
		.host_memory = HOST_MEMORY_DEFAULT,
		.parts = allocate((size_t)argc, sizeof(struct part_options)),
	};
	for (int at = 0; at < argc && status == 0 && !options->help;) {
		int length = part_length(argc - at, argv + at);

		status = read_part(options, length, argv + at);
		at += length;
	}
	if (status == 0 && !options->help)
		status = number_instances(options);
	if (status != 0 || options->help)
		return status;
	return options_check(options);
}

void options_free(struct run_options *options)
{
	for (uint32_t i = 0; i < options->part_count; i++) {
		struct part_options *part = &options->parts[i];

		free(part->environment);
		free(part->forwards);
		for (uint32_t j = 0; j < part->disk_count; j++)
			free(part->disks[j].path);
	}
	free(options->parts);
}
