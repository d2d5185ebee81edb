/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "lookoptions.h"

#include <getopt.h>
#include <string.h>

#include "error.h"
#include "optionread.h"

static const struct option names[] = {
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static int set_option(void *context, int option)
{
	struct look_options *options = context;

	if (option == 'o')
		return option_output(&options->output, optarg);
	options->help = true;
	return 0;
}

int lookoptions_read(int argc, char *argv[], uint32_t images,
		     struct look_options *options)
{
	int status;

	*options = (struct look_options){ .output = OUTPUT_TABLE };
	status = option_read(argv[0], argc, argv, ":ho:", names, set_option,
			     options);
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
