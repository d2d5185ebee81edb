/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Every command that the documentation shows does what the page says.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/network.h"
#include "harness/reader.h"

#define SDK "build/sdk"
#define PAGE_SECONDS 900

static const char *const patterns[] = {
	"README.md",
	"docs/*.md",
	"templates/*/README.md",
	"examples/*/README.md",
	"tests/README.md",
};

/* Begins with the archive: tests/dist follows it. */
#define FROM_THE_ARCHIVE "docs/getting-started.md"
#define PATTERN_COUNT (sizeof patterns / sizeof patterns[0])

static void find_pages(glob_t *pages)
{
	for (size_t i = 0; i < PATTERN_COUNT; i++)
		glob(patterns[i], i > 0 ? GLOB_APPEND : 0, NULL, pages);
}

struct page {
	char path[128];
};

static void free_pages(struct criterion_test_params *parameters)
{
	cr_free(parameters->params);
}

ParameterizedTestParameters(pages, commands)
{
	struct page *all;
	struct document document;
	char fault[DOCUMENT_FAULT_MAX];
	size_t count = 0;
	glob_t pages;

	find_pages(&pages);
	/* The tests are processes of their own, and are given no other. */
	all = cr_malloc((pages.gl_pathc + 1) * sizeof *all);
	for (size_t i = 0; i < pages.gl_pathc; i++) {
		/* Pages that cannot be read fail in their own test. */
		if (document_read(&document, pages.gl_pathv[i], fault) &&
		    document.commands > 0 &&
		    strcmp(pages.gl_pathv[i], FROM_THE_ARCHIVE) != 0)
			snprintf(all[count++].path, sizeof all->path, "%s",
				 pages.gl_pathv[i]);
		document_free(&document);
	}
	globfree(&pages);
	return cr_make_param_array(struct page, all, count, free_pages);
}

/* A template's page is read in a project made from it. */
static const char *project_of(const char *path)
{
	static char folder[128];

	if (strncmp(path, "templates/", strlen("templates/")) != 0)
		return NULL;
	snprintf(folder, sizeof folder, "%s", path);
	*strrchr(folder, '/') = '\0';
	return folder;
}

ParameterizedTest(struct page *page, pages, commands, .timeout = PAGE_SECONDS)
{
	char reason[DOCUMENT_FAULT_MAX];
	struct bytes fault = { 0 };
	struct document document;
	const char *why;

	/* Where there can be one: its ports are all free. */
	network_enter(&why);
	cr_assert(document_read(&document, page->path, reason), "%s", reason);
	cr_expect(reader_follow_in_scratch(&document, page->path,
					   project_of(page->path), SDK, &fault),
		  "%s", fault.data);
	cr_log_info("%s: %zu commands", page->path, document.commands);
	bytes_free(&fault);
	document_free(&document);
}

/* Whatever looks like a command to be run is run. */
Test(pages, none_escapes)
{
	char fault[DOCUMENT_FAULT_MAX];
	struct document document;
	size_t commands = 0;
	glob_t pages;

	find_pages(&pages);
	cr_assert(pages.gl_pathc > 0);
	for (size_t i = 0; i < pages.gl_pathc; i++) {
		cr_expect(document_read(&document, pages.gl_pathv[i], fault),
			  "%s", fault);
		commands += document.commands;
		document_free(&document);
	}
	cr_expect(commands > 0, "no page has any command");
	globfree(&pages);
}
