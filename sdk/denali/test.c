/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "test.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "help.h"
#include "manifest.h"
#include "parse.h"
#include "remedy.h"
#include "testoptions.h"
#include "testreport.h"

#define STATUS_FAILED 1

/* What a run of tests needs, in the order in which it is had. */
struct testing {
	struct test_options options;
	struct test_file file;
	struct manifest manifest;
	bool has_manifest;
	char *path; /* of the image */
	struct image image;
	FILE *junit, *json;
	struct test_disks disks;
	struct test_report report;
};

static void tell(const char *text)
{
	error("%s", text);
}

static bool is_wanted(const struct testing *testing, const struct test *test)
{
	char *pattern;
	bool wanted;

	if (testing->options.filter == NULL)
		return true;
	pattern = allocate_text("*%s*", testing->options.filter);
	wanted = fnmatch(pattern, test->name, 0) == 0;
	free(pattern);
	return wanted;
}

static size_t count_wanted(const struct testing *testing)
{
	size_t count = 0;

	for (size_t i = 0; i < testing->file.count; i++)
		count += is_wanted(testing, &testing->file.tests[i]);
	return count;
}

static int read_tests(struct testing *testing)
{
	int status = test_file_read(&testing->file, testing->options.file);

	if (status == 0 && count_wanted(testing) == 0)
		return error("--filter %s: no test in %s has such a name; "
			     "--list shows them all",
			     testing->options.filter, testing->options.file);
	return status;
}

static int read_manifest(struct testing *testing)
{
	const char *path = testing->options.manifest;

	if (access(path, F_OK) != 0)
		return 0;
	testing->has_manifest = true;
	return manifest_read(&testing->manifest, path, tell) ? 0 : STATUS_ERROR;
}

/* DIR/build/NAME. */
static int find_image(struct testing *testing)
{
	const char *manifest = testing->options.manifest;
	const char *slash = strrchr(manifest, '/');
	int folder = slash != NULL ? (int)(slash + 1 - manifest) : 0;

	if (testing->options.image != NULL) {
		testing->path = allocate_text("%s", testing->options.image);
		return 0;
	}
	if (!testing->has_manifest || testing->manifest.name == NULL)
		return error("test: which image? %s%s; name it after the file "
			     "of tests",
			     manifest,
			     testing->has_manifest ? " has no name" :
						     " is not there");
	testing->path = allocate_text("%.*sbuild/%s", folder, manifest,
				      testing->manifest.name);
	if (access(testing->path, F_OK) == 0)
		return 0;
	return error("%s: there is no such image; build it, with make say, or "
		     "name another",
		     testing->path);
}

static int open_image(struct testing *testing)
{
	uint64_t memory = 0;
	int status = find_image(testing);

	if (testing->options.memory != NULL)
		parse_size(testing->options.memory, &memory);
	if (status == 0)
		status = image_open(&testing->image, testing->path,
				    memory > UINT32_MAX ? UINT32_MAX :
							  (uint32_t)memory);
	return status;
}

/* Before hours of tests, not after. */
static int open_output(const char *option, const char *path, FILE **file)
{
	if (path == NULL)
		return 0;
	*file = fopen(path, "we");
	return *file != NULL ? 0 :
			       error("%s %s: cannot write it: %s; %s", option,
				     path, strerror(errno), remedy(errno));
}

static int prepare(struct testing *testing)
{
	int status = read_manifest(testing);

	if (status == 0)
		status = open_image(testing);
	if (status == 0)
		status = open_output("--junit", testing->options.junit,
				     &testing->junit);
	if (status == 0)
		status = open_output("--json", testing->options.json,
				     &testing->json);
	return status;
}

static void list(const struct testing *testing)
{
	json_t *names = json_array();

	for (size_t i = 0; i < testing->file.count; i++) {
		const struct test *test = &testing->file.tests[i];

		if (!is_wanted(testing, test))
			continue;
		json_array_append_new(names, json_string(test->name));
		if (testing->options.output != OUTPUT_JSON)
			printf("%s\n", test->name);
	}
	if (testing->options.output == OUTPUT_JSON) {
		json_dumpf(names, stdout, JSON_INDENT(1));
		putchar('\n');
	}
	json_decref(names);
}

/* Those that say how much memory they want are no measure. */
static uint32_t peak_of(const struct test_outcome *outcome)
{
	const struct test_words *options = &outcome->test->options;

	for (size_t i = 0; i < options->count; i++)
		if (strncmp(options->all[i], "-m", 2) == 0)
			return 0;
	return test_outcome_peak(outcome);
}

/* A test on its own may stop the others. */
static bool carry_out(struct testing *testing, const struct test *test,
		      uint32_t *frames)
{
	struct test_report *report = &testing->report;
	struct test_outcome *outcome = &report->outcomes[report->count++];
	struct service_plan plan = { .image = testing->path,
				     .memory = testing->options.memory,
				     .disks = &testing->disks };
	uint32_t peak;

	test_run(test, &plan, outcome);
	report->seconds += outcome->seconds;
	if (testing->options.output == OUTPUT_TABLE)
		test_print_outcome(outcome);
	peak = peak_of(outcome);
	*frames = peak > *frames ? peak : *frames;
	return outcome->verdict == TEST_PASSED || !testing->options.fail_fast;
}

static void carry_out_all(struct testing *testing)
{
	struct test_report *report = &testing->report;
	uint32_t frames = 0;

	report->file = testing->options.file;
	report->image = testing->path;
	report->outcomes = allocate(testing->file.count,
				    sizeof report->outcomes[0]);
	for (size_t i = 0; i < testing->file.count; i++)
		if (is_wanted(testing, &testing->file.tests[i]) &&
		    !carry_out(testing, &testing->file.tests[i], &frames))
			break;
	if (frames > 0)
		memory_advise(&report->memory, &testing->image, frames);
}

static int write_files(struct testing *testing, const json_t *document)
{
	int status = 0;

	if (testing->junit != NULL &&
	    !test_report_junit(&testing->report, testing->junit))
		status = error("--junit %s: cannot write it: %s; %s",
			       testing->options.junit, strerror(errno),
			       remedy(errno));
	if (testing->json != NULL &&
	    (json_dumpf(document, testing->json, JSON_INDENT(1)) != 0 ||
	     fputc('\n', testing->json) == EOF || fflush(testing->json) != 0))
		status = error("--json %s: cannot write it: %s; %s",
			       testing->options.json, strerror(errno),
			       remedy(errno));
	return status;
}

/* What was wrong, and nothing else. */
static void tell_failures(const struct test_report *report)
{
	for (size_t i = 0; i < report->count; i++) {
		const struct test_outcome *outcome = &report->outcomes[i];

		if (outcome->verdict != TEST_PASSED)
			fprintf(stderr, "denali: %s: %s: %.*s", report->file,
				outcome->test->name,
				(int)outcome->problem.length,
				(const char *)outcome->problem.data);
	}
}

static int tell_all(struct testing *testing)
{
	const struct test_report *report = &testing->report;
	json_t *document = test_report_json(report);
	int status = write_files(testing, document);

	if (testing->options.output == OUTPUT_JSON) {
		json_dumpf(document, stdout, JSON_INDENT(1));
		putchar('\n');
	} else if (testing->options.output == OUTPUT_TABLE) {
		test_print_summary(report);
	} else {
		tell_failures(report);
	}
	json_decref(document);
	if (status != 0 || test_report_count(report, TEST_BROKEN) > 0)
		return STATUS_ERROR;
	return test_report_count(report, TEST_FAILED) > 0 ? STATUS_FAILED : 0;
}

static int act(struct testing *testing)
{
	int status;

	if (testing->options.help)
		return help_print("test");
	status = read_tests(testing);
	if (status != 0)
		return status;
	if (testing->options.list) {
		list(testing);
		return 0;
	}
	status = prepare(testing);
	if (status != 0)
		return status;
	test_disks_open(&testing->disks, testing->path,
			testing->has_manifest ? &testing->manifest : NULL);
	carry_out_all(testing);
	test_disks_close(&testing->disks);
	return tell_all(testing);
}

static void release(struct testing *testing)
{
	for (size_t i = 0; i < testing->report.count; i++)
		test_outcome_free(&testing->report.outcomes[i]);
	free(testing->report.outcomes);
	if (testing->junit != NULL)
		fclose(testing->junit);
	if (testing->json != NULL)
		fclose(testing->json);
	image_close(&testing->image);
	free(testing->path);
	if (testing->has_manifest)
		manifest_free(&testing->manifest);
	test_file_free(&testing->file);
	test_options_free(&testing->options);
}

int test_main(int argc, char *argv[])
{
	struct testing testing = { .image.fd = -1 };
	int status = test_options_read(argc, argv, &testing.options);

	if (status == 0)
		status = act(&testing);
	release(&testing);
	return status;
}
