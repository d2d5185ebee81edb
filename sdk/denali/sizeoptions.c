/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "sizeoptions.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "error.h"
#include "optionread.h"
#include "parse.h"

#define ROWS_DEFAULT 25
#define ROWS_MAX 1000000

enum { BY = 256, TOP, DIFF, BUDGET, UPDATE };

static const struct option names[] = {
	{ "by", required_argument, NULL, BY },
	{ "top", required_argument, NULL, TOP },
	{ "diff", required_argument, NULL, DIFF },
	{ "budget", required_argument, NULL, BUDGET },
	{ "update", no_argument, NULL, UPDATE },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static int set_by(struct size_options *options)
{
	static const char *const words[] = { "component", "file", "symbol",
					     "segment" };
	int by = option_choose("--by", optarg, words, 4,
			       "component, file, symbol or segment");

	if (by < 0)
		return STATUS_ERROR;
	options->segments = by > SIZE_BY_SYMBOL;
	if (!options->segments)
		options->by = (enum size_by)by;
	return 0;
}

static int set_top(struct size_options *options)
{
	uint64_t rows;

	if (!parse_number(optarg, 0, ROWS_MAX, &rows))
		return error("--top %s: not a number of rows, 0 to %u", optarg,
			     ROWS_MAX);
	options->top = rows > 0 ? (size_t)rows : SIZE_MAX;
	options->top_given = true;
	return 0;
}

static int set_option(void *context, int option)
{
	struct size_options *options = context;

	switch (option) {
	case BY:
		return set_by(options);
	case TOP:
		return set_top(options);
	case 'o':
		return option_output(&options->output, optarg);
	case DIFF:
		options->diff = optarg;
		return 0;
	case BUDGET:
		options->budget = optarg;
		return 0;
	default: /* UPDATE and 'h' */
		options->update |= option == UPDATE;
		options->help |= option == 'h';
		return 0;
	}
}

/* What only several options together can have wrong. */
static int check(struct size_options *options, int argc, char *argv[])
{
	if (optind == argc)
		return error("size: no image given; see `denali help size`");
	if (optind + 1 < argc)
		return error("size: %s: one image only; --diff OLD compares "
			     "two",
			     argv[optind + 1]);
	options->image = argv[optind];
	if (options->update && options->budget == NULL)
		return error("--update: beside which budget? give --budget "
			     "FILE too");
	if (options->segments && options->diff != NULL)
		return error("--diff: not of segments; give --by component, "
			     "file or symbol");
	if (!options->top_given)
		options->top = options->by == SIZE_BY_COMPONENT ||
					       options->output == OUTPUT_JSON ?
				       SIZE_MAX :
				       ROWS_DEFAULT;
	return 0;
}

int size_options_read(int argc, char *argv[], struct size_options *options)
{
	int status;

	*options = (struct size_options){ .by = SIZE_BY_COMPONENT };
	status = option_read("size", argc, argv, ":o:h", names, set_option,
			     options);
	if (status != 0 || options->help)
		return status;
	return check(options, argc, argv);
}
