/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "lookoptions.h"

#include <getopt.h>
#include <string.h>

#include "error.h"
#include "suggest.h"

static const struct option names[] = {
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static int set_output(struct look_options *options, const char *verb,
		      const char *value)
{
	static const char *const words[] = { "table", "json", "quiet" };
	const char *near;

	for (int i = 0; i < 3; i++)
		if (strcmp(value, words[i]) == 0) {
			options->output = (enum output_kind)i;
			return 0;
		}
	near = suggest(value, words, 3);
	if (near != NULL)
		return error("%s: -o %s: unknown; did you mean %s?", verb,
			     value, near);
	return error("%s: -o %s: not table, json or quiet", verb, value);
}

static int refuse(const char *verb, const char *word)
{
	const char *const known[] = { "help" };

	if (strncmp(word, "--", 2) == 0 && suggest(word + 2, known, 1) != NULL)
		return error("%s: unknown option %s; did you mean --help?",
			     verb, word);
	return error("%s: unknown option %s; see `denali help %s`", verb, word,
		     verb);
}

static int read_options(int argc, char *argv[], struct look_options *options)
{
	int status = 0;

	optind = 0;
	opterr = 0;
	while (status == 0) {
		int index = optind > 0 ? optind : 1;

		switch (getopt_long(argc, argv, ":ho:", names, NULL)) {
		case -1:
			return 0;
		case 'h':
			options->help = true;
			break;
		case 'o':
			status = set_output(options, argv[0], optarg);
			break;
		case ':':
			status = error("%s: option %s needs a value; see "
				       "`denali help %s`",
				       argv[0], argv[index], argv[0]);
			break;
		default:
			status = refuse(argv[0], argv[index]);
		}
	}
	return status;
}

int lookoptions_read(int argc, char *argv[], uint32_t images,
		     struct look_options *options)
{
	int status;

	*options = (struct look_options){ .output = OUTPUT_TABLE };
	status = read_options(argc, argv, options);
	if (status != 0 || options->help)
		return status;
	if ((uint32_t)(argc - optind) < images)
		return error("%s: %s; see `denali help %s`", argv[0],
			     images == 1    ? "no image given" :
			     optind == argc ? "no images given" :
					      "a second image is missing",
			     argv[0]);
	if ((uint32_t)(argc - optind) > images)
		return error("%s: %s: %s only", argv[0],
			     argv[(uint32_t)optind + images],
			     images == 1 ? "one image" : "two images");
	for (uint32_t i = 0; i < images; i++)
		options->images[i] = argv[(uint32_t)optind + i];
	return 0;
}
