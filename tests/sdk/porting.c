/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * docs/porting.md tells the truth: the recipe that it shows is one that is
 * built and tested, all ports are in its table, and the files are there that it
 * sends its readers to.
 */
#include <criterion/criterion.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "trial.h"

#define PAGE "docs/porting.md"
#define PORTS "examples/ports/"

static struct bytes page;

static void read_page(void)
{
	cr_assert(bytes_read_file(&page, PAGE));
}

static void forget_page(void)
{
	bytes_free(&page);
}

TestSuite(porting, .init = read_page, .fini = forget_page);

/* All of a recipe but the comment on top, indented. */
Test(porting, recipe)
{
	struct bytes recipe = { 0 }, shown = { 0 };
	char *rest, *line;

	cr_assert(bytes_read_file(&recipe, PORTS "zlib/recipe"));
	rest = recipe.data;
	while ((line = strsep(&rest, "\n")) != NULL) {
		if (line[0] == '#' || line[0] == '\0')
			continue;
		bytes_append_text(&shown, "    ");
		bytes_append_text(&shown, line);
		bytes_append_text(&shown, "\n");
	}
	cr_assert_gt(shown.length, 100);
	cr_expect_not_null(strstr(page.data, shown.data),
			   "not in " PAGE ":\n%s", shown.data);
	bytes_free(&shown);
	bytes_free(&recipe);
}

/* Each port has a row, what it is and how to run it, and a test. */
Test(porting, table)
{
	static const char *const files[] = { "README.md", "test.c" };
	glob_t ports;

	cr_assert_eq(glob(PORTS "*/recipe", 0, NULL, &ports), 0);
	for (size_t i = 0; i < ports.gl_pathc; i++) {
		char *folder = ports.gl_pathv[i], row[128], path[256];

		*strrchr(folder, '/') = '\0';
		snprintf(row, sizeof(row), "\n| [`%s`](",
			 folder + strlen(PORTS));
		cr_expect_not_null(strstr(page.data, row),
				   "no row in " PAGE " for %s", folder);
		for (size_t j = 0; j < 2; j++) {
			snprintf(path, sizeof(path), "%s/%s", folder, files[j]);
			cr_expect_eq(access(path, R_OK), 0, "no %s", path);
		}
	}
	globfree(&ports);
}

/* Files of the SDK that it names are there, and so are the options. */
Test(porting, names)
{
	static const char *const files[] = {
		"denali-toolchain.cmake",
		"denali-cross.ini",
		"config.site",
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char path[128];

		cr_expect_not_null(strstr(page.data, files[i]), "%s", files[i]);
		snprintf(path, sizeof(path), "build/sdk/share/denali/%s",
			 files[i]);
		cr_expect_eq(access(path, R_OK), 0, "no %s", path);
	}
	expect_run(0, "^  --files .*(\n.*)*^  --memory .*(\n.*)*^  --stack ",
		   CC, "--help", NULL);
	expect_run(0, "--stats(.*\n)*.*--pcap(.*\n)*.*--gdb", DENALI, "run",
		   "--help", NULL);
}
