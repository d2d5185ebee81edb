/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "lookoptions.h"

#include <getopt.h>
#include <string.h>

#include "error.h"
#include "optionrefuse.h"

static const struct option names[] = {
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static int read_options(int argc, char *argv[], struct look_options *options)
{
	int status = 0;

	optind = 0;
	opterr = 0;
	while (status == 0) {
		int index = optind > 0 ? optind : 1;
		int option = getopt_long(argc, argv, ":ho:", names, NULL);

		switch (option) {
		case -1:
			return 0;
		case 'h':
			options->help = true;
			break;
		case 'o':
			status = option_output(&options->output, optarg);
			break;
		default:
			status = option_refuse(argv[0], names, option,
					       argv[index]);
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
