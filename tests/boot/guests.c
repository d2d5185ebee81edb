/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * One test for each folder of tests/boot that has a .expect file: its service,
 * run by `denali run`, must do what the file says.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "harness/denali.h"
#include "harness/expectation.h"

#define FOLDER "tests/boot/"
#define MARGIN_MS 10000

struct guest {
	char name[64];
};

/* The name in FOLDER/NAME/NAME.expect. */
static struct guest guest_of(const char *path)
{
	struct guest guest;
	const char *name = path + strlen(FOLDER);

	snprintf(guest.name, sizeof guest.name, "%.*s", (int)strcspn(name, "/"),
		 name);
	return guest;
}

ParameterizedTestParameters(boot, guest)
{
	glob_t found = { 0 };
	struct guest *guests;

	glob(FOLDER "*/*.expect", 0, NULL, &found);
	guests = cr_calloc(found.gl_pathc + 1, sizeof *guests);
	for (size_t i = 0; i < found.gl_pathc; i++)
		guests[i] = guest_of(found.gl_pathv[i]);
	globfree(&found);
	return cr_make_param_array(struct guest, guests, found.gl_pathc);
}

static void make_command(struct command *command, const char *name,
			 const struct expectation *expected)
{
	command_denali(command);
	command_add_all(command, (const char *const *)expected->options);
	command_add(command, BOOT_IMAGE("%s/%s"), name, name);
	command_add_all(command, (const char *const *)expected->arguments);
}

ParameterizedTest(struct guest *guest, boot, guest)
{
	struct expectation expected;
	struct command command;
	struct process process;
	struct bytes problem = { 0 };
	char path[256];
	bool in_time;

	snprintf(path, sizeof path, FOLDER "%s/%s.expect", guest->name,
		 guest->name);
	cr_assert(expectation_read(&expected, path));
	make_command(&command, guest->name, &expected);
	command_start(&command, &process);
	process_write(&process, expected.input.data, expected.input.length);
	process_close_input(&process);
	in_time = process_wait(&process, expected.timeout * 1000 + MARGIN_MS);
	cr_expect(in_time, "%s: has not ended after %d s", guest->name,
		  expected.timeout + MARGIN_MS / 1000);
	cr_expect(expectation_met(&expected, &process, &problem), "%s: %s",
		  guest->name, problem.data);
	process_finish(&process);
	command_free(&command);
	bytes_free(&problem);
	expectation_free(&expected);
}
