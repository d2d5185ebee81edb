/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Likely mistakes, a page for each: what is typed, what is said, the status.
 *
 * A page is followed like one of the documentation (harness/document.h), in a
 * folder with the image `hello` and its symbols.  Its last command but
 * `echo $?` is the mistake.  What is said of it names an object and has a hint.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "harness/network.h"
#include "harness/reader.h"

#define SDK "build/sdk"
#define FOLDER "build/examples/hello"
#define PAGES "tests/mistakes/*.md"
#define MISTAKE_SECONDS 300

/* What to do stands behind a semicolon, or is a question. */
#define HINT "; |did you mean|hint: |, as in |, so |: not .* or |see above"

struct page {
	char path[128];
};

static void free_pages(struct criterion_test_params *parameters)
{
	cr_free(parameters->params);
}

ParameterizedTestParameters(mistakes, all)
{
	struct page *all;
	glob_t pages;
	size_t count;

	cr_assert(glob(PAGES, 0, NULL, &pages) == 0);
	count = pages.gl_pathc;
	/* The tests are processes of their own, and are given no other. */
	all = cr_malloc(count * sizeof *all);
	for (size_t i = 0; i < count; i++)
		snprintf(all[i].path, sizeof all->path, "%s",
			 pages.gl_pathv[i]);
	globfree(&pages);
	return cr_make_param_array(struct page, all, count, free_pages);
}

/* The mistake, its status asked for after it. */
static const struct document_step *mistake(const struct document *document)
{
	cr_assert(document->count >= 2, "a mistake, and its status");
	cr_assert(document->steps[document->count - 2].asks_status,
		  "the last command is `echo $?`");
	return &document->steps[document->count - 2];
}

ParameterizedTest(struct page *page, mistakes, all, .timeout = MISTAKE_SECONDS)
{
	char reason[DOCUMENT_FAULT_MAX];
	struct bytes fault = { 0 };
	struct document document;
	const char *why;

	network_enter(&why);
	cr_assert(document_read(&document, page->path, reason), "%s", reason);
	cr_expect(bytes_match(&mistake(&document)->output, HINT), "%s: no hint",
		  page->path);
	cr_expect(reader_follow_in_scratch(&document, page->path, FOLDER, SDK,
					   &fault),
		  "%s", fault.data);
	bytes_free(&fault);
	document_free(&document);
}
