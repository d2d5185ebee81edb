/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The sizes of real images: what the budgets in tests/sizes allow them, and
 * that `denali size` accounts for each of their bytes.
 */
#include <criterion/criterion.h>
#include <glob.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "trial.h"

#define CC "build/sdk/bin/denali-cc"

static void size_of(struct process *process, const char *option,
		    const char *value, const char *image)
{
	const char *words[] = { DENALI, "size", "-o",  "json",
				option, value,  image, NULL };

	cr_assert(process_run(process, words, TRIAL_MS), "it hangs");
}

static void expect_kept(const char *budget, const char *image)
{
	struct process process;

	size_of(&process, "--budget", budget, image);
	cr_expect(process.status == 0,
		  "%s is too large, or `denali size --budget %s --update %s` "
		  "has to follow a change that is meant:\n%s",
		  image, budget, image, process.err.data);
	process_finish(&process);
}

Test(budgets, examples)
{
	expect_kept("tests/sizes/hello.toml", EXAMPLE_IMAGE("hello"));
	expect_kept("tests/sizes/http-hello.toml", EXAMPLE_IMAGE("http-hello"));
}

Test(budgets, templates)
{
	char budget[128], image[192];
	glob_t projects;

	cr_assert_eq(glob("templates/*/Makefile", 0, NULL, &projects), 0);
	for (size_t i = 0; i < projects.gl_pathc; i++) {
		char name[64];

		sscanf(projects.gl_pathv[i], "templates/%63[^/]", name);
		snprintf(budget, sizeof budget, "tests/sizes/templates/%s.toml",
			 name);
		snprintf(image, sizeof image,
			 "build/tests/templates/%s/build/%s", name, name);
		expect_kept(budget, image);
	}
	globfree(&projects);
}

static json_t *rows_of(const char *by, const char *image)
{
	struct process process;
	json_t *document;

	size_of(&process, "--by", by, image);
	cr_assert_eq(process.status, 0, "%s", process.err.data);
	document = json_loads(process.out.data, 0, NULL);
	cr_assert_not_null(document);
	process_finish(&process);
	return document;
}

static json_int_t sum(const json_t *rows, const char *column)
{
	json_int_t total = 0;
	const json_t *row;
	size_t i;

	json_array_foreach (rows, i, row)
		total += json_integer_value(json_object_get(row, column));
	return total;
}

static json_int_t segment(const json_t *segments, const char *name,
			  const char *column)
{
	const json_t *row;
	size_t i;

	json_array_foreach (segments, i, row)
		if (strcmp(json_string_value(json_object_get(row, "segment")),
			   name) == 0)
			return json_integer_value(json_object_get(row, column));
	return -1;
}

static void expect_sums(const char *by, const char *image)
{
	json_t *sizes = rows_of(by, image);
	json_t *segments = rows_of("segment", image);
	const json_t *rows = json_object_get(sizes, "rows");
	const json_t *parts = json_object_get(segments, "rows");

	cr_expect_eq(sum(rows, "text"), segment(parts, "text", "memory"));
	cr_expect_eq(sum(rows, "rodata"), segment(parts, "rodata", "memory"));
	cr_expect_eq(sum(rows, "data"), segment(parts, "data", "file"));
	cr_expect_eq(sum(rows, "data") + sum(rows, "bss"),
		     segment(parts, "data", "memory"));
	json_decref(sizes);
	json_decref(segments);
}

Test(budgets, every_byte)
{
	static const char *const ways[] = { "component", "file", "symbol" };

	for (size_t i = 0; i < 3; i++) {
		expect_sums(ways[i], EXAMPLE_IMAGE("hello"));
		expect_sums(ways[i], EXAMPLE_IMAGE("http-hello"));
	}
}

static void run_well(const char *const words[])
{
	struct process process;

	cr_assert(process_run(&process, words, TRIAL_MS), "it hangs");
	cr_assert_eq(process.status, 0, "%s", process.err.data);
	process_finish(&process);
}

/* A program that has grown past what hello may have is told which of its
 * symbols did it. */
Test(budgets, growth_is_named)
{
	static const char source[] =
		"#include <stdio.h>\n"
		"const char picture[8192] = { 1, 2, 3 };\n"
		"int main(void) { printf(\"%d\", picture[getchar()]); }\n";
	const char *file = strdup(scratch_path("grown.c"));
	const char *image = strdup(scratch_path("grown"));
	const char *compile[] = { CC,   "-g",  "-Os", "-fno-lto",
				  "-o", image, file,  NULL };
	struct bytes bytes = { 0 };
	struct process process;

	bytes_append_text(&bytes, source);
	cr_assert(bytes_write_file(&bytes, file));
	run_well(compile);
	size_of(&process, "--budget", "tests/sizes/hello.toml", image);
	cr_expect_eq(process.status, 1);
	cr_expect(bytes_match(&process.err,
			      "^denali: .*grown: file: [0-9]+ bytes, [0-9]+ "
			      "more than the 32768 that "
			      "tests/sizes/hello.toml:6 allows$"));
	cr_expect(bytes_match(&process.err,
			      "^    \\+8192  \\(0 -> 8192\\)  picture  "),
		  "%s", process.err.data);
	process_finish(&process);
	bytes_free(&bytes);
}
