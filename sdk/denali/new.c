/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "new.h"

#include <errno.h>
#include <getopt.h>
#include <jansson.h>
#include <libgen.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "error.h"
#include "help.h"
#include "optionread.h"
#include "project.h"
#include "templates.h"

#define TEMPLATE_DEFAULT "hello"

struct new_options {
	const char *template; /* null: not said */
	const char *name;     /* null: as the folder */
	const char *form;     /* as said; null: not */
	enum output_kind output;
	const char *folder; /* null: none */
	bool list, help;
};

static const struct option long_options[] = {
	{ "help", no_argument, NULL, 'h' },
	{ "list", no_argument, NULL, 'l' },
	{ "name", required_argument, NULL, 'N' },
	{ "template", required_argument, NULL, 't' },
	{ 0 },
};

static int set_option(void *context, int option)
{
	struct new_options *options = context;

	switch (option) {
	case 'h':
		options->help = true;
		return 0;
	case 'l':
		options->list = true;
		return 0;
	case 'N':
		options->name = optarg;
		return 0;
	case 't':
		options->template = optarg;
		return 0;
	default: /* 'o' */
		options->form = optarg;
		return option_output(&options->output, optarg);
	}
}

/* What several options together must fulfil. */
static int check_options(const struct new_options *options, int left,
			 const char *extra)
{
	if (options->list && options->folder != NULL)
		return error("new: --list takes no folder: %s",
			     options->folder);
	if (options->list)
		return 0;
	if (options->form != NULL)
		return error("-o %s: is for lists; give --list too",
			     options->form);
	if (options->folder == NULL)
		return error("new: no folder given; write `denali new -t http "
			     "web`, say");
	if (left > 1)
		return error("new: %s: a second folder; give one", extra);
	return 0;
}

static int read_options(int argc, char *argv[], struct new_options *options)
{
	int status;

	status = option_read("new", argc, argv, ":hlo:t:", long_options,
			     set_option, options);
	if (status != 0 || options->help)
		return status;
	options->folder = optind < argc ? argv[optind] : NULL;
	return check_options(options, argc - optind,
			     optind + 1 < argc ? argv[optind + 1] : NULL);
}

static void print_json(const struct templates *templates)
{
	json_t *all = json_array();

	for (size_t i = 0; i < templates->count; i++) {
		const struct template *template = &templates->list[i];
		const char *summary = template->summary != NULL ?
					      template->summary :
					      "";

		json_array_append_new(all, json_pack("{ssss}", "name",
						     template->name, "summary",
						     summary));
	}
	json_dumpf(all, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(all);
}

static void print_table(const struct templates *templates, bool quiet)
{
	int width = 0;

	for (size_t i = 0; i < templates->count; i++) {
		int length = (int)strlen(templates->list[i].name);

		width = length > width ? length : width;
	}
	for (size_t i = 0; i < templates->count; i++) {
		const struct template *template = &templates->list[i];

		if (quiet || template->summary == NULL)
			puts(template->name);
		else
			printf("%-*s  %s\n", width, template->name,
			       template->summary);
	}
}

/* The last part of where the folder is or will be.  Allocated. */
static char *name_of_folder(const char *folder)
{
	char *real = realpath(folder, NULL);
	char *path = real != NULL ? real : allocate_text("%s", folder);
	char *name = allocate_text("%s", basename(path));

	free(path);
	return name;
}

static int make(const struct new_options *options,
		const struct template *template)
{
	char *name = options->name != NULL ?
			     allocate_text("%s", options->name) :
			     name_of_folder(options->folder);
	int status;

	if (project_name_good(name))
		status = project_make(template->folder, options->folder, name);
	else
		status = error("new: %s: not a name for a service: at most %d "
			       "lower-case letters, digits and hyphens, a "
			       "letter first; give another by --name",
			       name, PROJECT_NAME_MAX);
	if (status == 0)
		printf("%s is a new service, from the template %s.  Next:\n"
		       "  cd %s\n"
		       "  make run      builds it and runs it in a VM\n"
		       "  make test     runs its test; see README.md\n",
		       name, template->name, options->folder);
	free(name);
	return status;
}

static int act(const struct new_options *options,
	       const struct templates *templates)
{
	const struct template *template;

	if (options->list && options->output == OUTPUT_JSON)
		print_json(templates);
	else if (options->list)
		print_table(templates, options->output == OUTPUT_QUIET);
	if (options->list)
		return 0;
	template = templates_find(templates, options->template != NULL ?
						     options->template :
						     TEMPLATE_DEFAULT);
	return template != NULL ? make(options, template) : STATUS_ERROR;
}

int new_main(int argc, char *argv[])
{
	struct new_options options = { 0 };
	struct templates templates;
	int status = read_options(argc, argv, &options);

	if (status == 0 && options.help)
		return help_print("new");
	if (status == 0)
		status = templates_read(&templates);
	if (status != 0)
		return status;
	status = act(&options, &templates);
	templates_free(&templates);
	return status;
}
