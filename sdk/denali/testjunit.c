/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Outcomes as JUnit writes them, in XML, which continuous integration reads.
 */
#include "testreport.h"

#include <stdlib.h>
#include <string.h>

#include "text.h"

/* Characters of XML that are not text. */
static void add_escaped(struct buffer *out, const uint8_t *text, size_t length)
{
	static const struct {
		char character;
		const char *entity;
	} entities[] = {
		{ '&', "&amp;" },  { '<', "&lt;" },    { '>', "&gt;" },
		{ '"', "&quot;" }, { '\'', "&apos;" },
	};
	const unsigned count = sizeof entities / sizeof entities[0];

	for (size_t i = 0; i < length; i++) {
		unsigned j = 0;

		while (j < count && text[i] != (uint8_t)entities[j].character)
			j++;
		if (j < count)
			buffer_printf(out, "%s", entities[j].entity);
		else
			buffer_append(out, text + i, 1);
	}
}

/* XML can hold no control characters, not even by number, and wants UTF-8;
 * lines stay lines. */
static void add_text(struct buffer *out, const uint8_t *text, size_t length)
{
	while (length > 0) {
		const uint8_t *end = memchr(text, '\n', length);
		size_t size = end != NULL ? (size_t)(end - text) : length;
		struct buffer visible = { 0 };

		text_visible(&visible, text, size);
		add_escaped(out, visible.data, visible.length);
		buffer_free(&visible);
		if (end != NULL)
			buffer_append(out, "\n", 1);
		text += size + (end != NULL);
		length -= size + (end != NULL);
	}
}

static void add_string(struct buffer *out, const char *text)
{
	add_text(out, (const uint8_t *)text, strlen(text));
}

static void add_element(struct buffer *out, const char *name,
			const struct buffer *text)
{
	if (text->length == 0)
		return;
	buffer_printf(out, "   <%s>", name);
	add_text(out, text->data, text->length);
	buffer_printf(out, "</%s>\n", name);
}

/* The first line says what it is, all of them what happened. */
static void add_problem(struct buffer *out, const struct test_outcome *outcome)
{
	const struct buffer *problem = &outcome->problem;
	const char *name = outcome->verdict == TEST_FAILED ? "failure" :
							     "error";
	const uint8_t *end = problem->length > 0 ? memchr(problem->data, '\n',
							  problem->length) :
						   NULL;

	if (outcome->verdict == TEST_PASSED)
		return;
	buffer_printf(out, "   <%s type=\"%s\" message=\"", name,
		      test_verdict_name(outcome->verdict));
	add_text(out, problem->data,
		 end != NULL ? (size_t)(end - problem->data) : problem->length);
	buffer_printf(out, "\">");
	add_text(out, problem->data, problem->length);
	buffer_printf(out, "</%s>\n", name);
}

static void add_case(struct buffer *out, const struct test_report *report,
		     const struct test_outcome *outcome)
{
	buffer_printf(out, "  <testcase classname=\"");
	add_string(out, report->image);
	buffer_printf(out, "\" name=\"");
	add_string(out, outcome->test->name);
	buffer_printf(out, "\" time=\"%.3f\">\n", outcome->seconds);
	add_problem(out, outcome);
	add_element(out, "system-out", &outcome->printed);
	add_element(out, "system-err", &outcome->reported);
	buffer_printf(out, "  </testcase>\n");
}

static void add_counts(struct buffer *out, const struct test_report *report)
{
	buffer_printf(out,
		      " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" "
		      "time=\"%.3f\">\n",
		      report->count, test_report_count(report, TEST_FAILED),
		      test_report_count(report, TEST_BROKEN), report->seconds);
}

bool test_report_junit(const struct test_report *report, FILE *file)
{
	struct buffer out = { 0 };
	bool good;

	buffer_printf(&out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			    "<testsuites");
	add_counts(&out, report);
	buffer_printf(&out, " <testsuite name=\"");
	add_string(&out, report->file);
	buffer_printf(&out, "\"");
	add_counts(&out, report);
	for (size_t i = 0; i < report->count; i++)
		add_case(&out, report, &report->outcomes[i]);
	buffer_printf(&out, " </testsuite>\n</testsuites>\n");
	good = fwrite(out.data, 1, out.length, file) == out.length &&
	       fflush(file) == 0;
	buffer_free(&out);
	return good;
}
