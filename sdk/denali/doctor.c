/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "doctor.h"

#include <assert.h>
#include <getopt.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buffer.h"
#include "error.h"
#include "help.h"
#include "optionread.h"
#include "sdk.h"

#define STATUS_ILL 1

struct doctor_options {
	enum output_kind form;
	bool help;
};

static const struct option long_options[] = {
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static const char *const level_names[] = {
	[DOCTOR_OK] = "ok",
	[DOCTOR_WARN] = "warn",
	[DOCTOR_FAIL] = "fail",
};

static int set_option(void *context, int option)
{
	struct doctor_options *options = context;

	if (option == 'o')
		return option_output(&options->form, optarg);
	options->help = true;
	return 0;
}

static int read_options(int argc, char *argv[], struct doctor_options *options)
{
	int status;

	status = option_read("doctor", argc, argv, ":ho:", long_options,
			     set_option, options);
	if (status == 0 && !options->help && optind < argc)
		return error("doctor: takes no argument: %s; see `denali help "
			     "doctor`",
			     argv[optind]);
	return status;
}

void doctor_add(struct doctor *doctor, enum doctor_level level,
		const char *name, char *what, char *mend)
{
	assert(doctor->count < DOCTOR_LINES_MAX);
	doctor->lines[doctor->count++] = (struct doctor_line){ level, name,
							       what, mend };
}

char *doctor_install(const char *package)
{
	char *apt = program_path("apt-get");
	bool known = apt != NULL;

	free(apt);
	if (!known)
		return allocate_text("install %s (as Debian calls it)",
				     package);
	return allocate_text("%sapt-get install %s",
			     geteuid() == 0 ? "" : "sudo ", package);
}

static void print_table(const struct doctor *doctor)
{
	for (size_t i = 0; i < doctor->count; i++) {
		const struct doctor_line *line = &doctor->lines[i];

		printf("%-5s %-9s %s\n", level_names[line->level], line->name,
		       line->what);
		if (line->mend != NULL)
			printf("%-15s mend: %s\n", "", line->mend);
	}
}

static void print_json(const struct doctor *doctor)
{
	json_t *all = json_array();

	for (size_t i = 0; i < doctor->count; i++) {
		const struct doctor_line *line = &doctor->lines[i];

		json_array_append_new(
			all,
			json_pack("{s:s, s:s, s:s, s:s?}", "check", line->name,
				  "level", level_names[line->level], "what",
				  line->what, "mend", line->mend));
	}
	json_dumpf(all, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(all);
}

/* Says it all; returns the status. */
static int conclude(const struct doctor *doctor, enum output_kind form)
{
	int status = 0;

	if (form == OUTPUT_JSON)
		print_json(doctor);
	else if (form == OUTPUT_TABLE)
		print_table(doctor);
	for (size_t i = 0; i < doctor->count; i++)
		if (doctor->lines[i].level == DOCTOR_FAIL)
			status = STATUS_ILL;
	return status;
}

int doctor_main(int argc, char *argv[])
{
	struct doctor_options options = { .form = OUTPUT_TABLE };
	struct doctor doctor = { 0 };
	int status = read_options(argc, argv, &options);

	if (status != 0)
		return status;
	if (options.help)
		return help_print("doctor");
	doctor_programs(&doctor);
	doctor_sdk(&doctor);
	doctor_machine(&doctor);
	status = conclude(&doctor, options.form);
	for (size_t i = 0; i < doctor.count; i++) {
		free(doctor.lines[i].what);
		free(doctor.lines[i].mend);
	}
	return status;
}
