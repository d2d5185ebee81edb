/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "outoptions.h"

#include <getopt.h>
#include <string.h>

#include "error.h"
#include "optionread.h"

static const char *const forms[] = { "raw", "qcow2", "iso" };

static int set_option(void *context, int option)
{
	struct out_options *options = context;

	if (option == 'o') {
		options->file = optarg;
		return 0;
	}
	options->form = option_choose("--form", optarg, forms, 3,
				      "raw, qcow2 or iso");
	return options->form < 0 ? STATUS_ERROR : 0;
}

/* What the file's name ends with says it too.  Else it is asked for: a file
 * with the ending of another form would be taken for that. */
static int form_of(const char *verb, const char *file)
{
	const char *slash = strrchr(file, '/');
	const char *name = slash != NULL ? slash + 1 : file;
	const char *dot = strrchr(name, '.');

	for (int i = 0; dot != NULL && i < 3; i++)
		if (strcmp(dot + 1, forms[i]) == 0)
			return i;
	if (dot != NULL && strcmp(dot, ".img") == 0)
		return OUT_RAW;
	error("host %s: %s: unknown ending; it is one of .raw, .img, .qcow2 "
	      "and .iso, or say --form raw, qcow2 or iso",
	      verb, file);
	return -1;
}

static int check(const char *verb, const struct out_options *options, bool more)
{
	const char *fault = options->path == NULL ? "name the host's folder" :
			    options->file == NULL ? "name a file to write" :
			    more                  ? "more than one folder" :
						    NULL;

	return fault == NULL ? 0 :
			       error("host %s: %s; as in `denali host %s h -o "
				     "FILE`",
				     verb, fault, verb);
}

int out_options_read(int argc, char *argv[], bool has_form,
		     struct out_options *options)
{
	static const struct option with_form[] = {
		{ "form", required_argument, NULL, 'f' },
		{ 0 },
	};
	const struct option *known = has_form ? with_form : with_form + 1;
	const char *verb = argv[0];
	int status;

	*options = (struct out_options){ .form = -1 };
	status = option_read("host", argc, argv, ":o:", known, set_option,
			     options);
	if (status == 0 && optind < argc) {
		options->path = argv[optind];
		argc -= optind;
		argv += optind;
		optind = 1;
		status = option_read("host", argc, argv, ":o:", known,
				     set_option, options);
	}
	if (status == 0)
		status = check(verb, options, optind < argc);
	if (status == 0 && has_form && options->form < 0) {
		options->form = form_of(verb, options->file);
		status = options->form < 0 ? STATUS_ERROR : 0;
	}
	return status;
}
