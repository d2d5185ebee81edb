/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "testcheck.h"

#include <string.h>

#include "error.h"
#include "text.h"

#define INDENT "    "
#define LINE_SHOWN 200
#define LINES_SHOWN 8
#define REPORT_SHOWN 40

/* A span of bytes that is looked at. */
struct view {
	const uint8_t *bytes;
	size_t length;
};

static struct view view_of(const struct buffer *buffer)
{
	return (struct view){ buffer->data, buffer->length };
}

static struct view view_of_bytes(const struct test_bytes *bytes)
{
	return (struct view){ (const uint8_t *)bytes->data, bytes->length };
}

/* Its first line, taken off it, the newline not included. */
static struct view take_line(struct view *view)
{
	const uint8_t *end = view->length > 0 ?
				     memchr(view->bytes, '\n', view->length) :
				     NULL;
	struct view line = { view->bytes, end != NULL ?
						  (size_t)(end - view->bytes) :
						  view->length };
	size_t taken = line.length + (end != NULL);

	view->bytes += taken;
	view->length -= taken;
	return line;
}

/* A line behind a mark. */
static void show_line(const char *mark, struct view line,
		      struct buffer *problem)
{
	bool cut = line.length > LINE_SHOWN;

	buffer_printf(problem, "%s", mark);
	text_visible(problem, line.bytes, cut ? LINE_SHOWN : line.length);
	buffer_printf(problem, "%s\n", cut ? "..." : "");
}

void test_show_lines(const struct buffer *text, unsigned most, const char *mark,
		     struct buffer *problem)
{
	struct view rest = view_of(text);
	unsigned lines = 0;

	for (size_t i = 0; i < text->length; i++)
		lines += text->data[i] == '\n' || i + 1 == text->length;
	for (unsigned i = 0; i < lines; i++) {
		struct view line = take_line(&rest);

		/* HTTP ends lines with both. */
		if (line.length > 0 && line.bytes[line.length - 1] == '\r')
			line.length--;
		if (i + most >= lines)
			show_line(mark, line, problem);
	}
}

static bool same_line(struct view a, struct view b)
{
	return a.length == b.length &&
	       (a.length == 0 || memcmp(a.bytes, b.bytes, a.length) == 0);
}

/* The first line in which two texts differ, as diff shows it. */
static void show_difference(struct view expected, struct view came,
			    const char *what, struct buffer *problem)
{
	struct view was, is;
	unsigned number = 0;

	do {
		was = take_line(&expected);
		is = take_line(&came);
		number++;
	} while (same_line(was, is) && expected.length > 0 && came.length > 0);
	buffer_printf(problem, "%s differs %s line %u:\n", what,
		      same_line(was, is) ? "after" : "in", number);
	if (!same_line(was, is)) {
		show_line(INDENT "- ", was, problem);
		show_line(INDENT "+ ", is, problem);
	} else if (expected.length > 0) {
		buffer_printf(problem,
			      INDENT "it ends there, and should go on\n");
		show_line(INDENT "- ", take_line(&expected), problem);
	} else if (came.length > 0) {
		buffer_printf(problem,
			      INDENT "it should end there, and goes on\n");
		show_line(INDENT "+ ", take_line(&came), problem);
	} else {
		buffer_printf(problem,
			      INDENT "only one of them ends with a newline\n");
	}
}

static bool same_text(struct view a, struct view b)
{
	return same_line(a, b);
}

static void check_exact(const struct test_bytes *expected, struct view came,
			const char *what, struct buffer *problem)
{
	struct view wanted = view_of_bytes(expected);

	if (expected->data != NULL && !same_text(wanted, came))
		show_difference(wanted, came, what, problem);
}

static void show_text(struct view came, struct buffer *problem)
{
	struct buffer text = { .data = (uint8_t *)(uintptr_t)came.bytes,
			       .length = came.length };

	if (came.length == 0)
		buffer_printf(problem, INDENT "(nothing)\n");
	test_show_lines(&text, LINES_SHOWN, INDENT, problem);
}

/* All must match or, if never, none. */
static void check_patterns(const struct test_patterns *patterns, bool never,
			   struct view came, const char *what,
			   struct buffer *problem)
{
	for (size_t i = 0; i < patterns->count; i++) {
		const struct test_pattern *pattern = &patterns->all[i];

		if (test_matches(pattern, came.bytes, came.length) != never)
			continue;
		buffer_printf(problem, "%s %s \"%s\":\n", what,
			      never ? "must not match" : "does not match",
			      pattern->text);
		show_text(came, problem);
	}
}

void test_name_request(const struct test_request *request, size_t i,
		       struct buffer *problem)
{
	buffer_printf(problem, "request %zu, ", i + 1);
	if (request->kind == REQUEST_HTTP)
		buffer_printf(problem, "%s %s",
			      request->method != NULL ? request->method : "GET",
			      request->text.data);
	else
		buffer_printf(problem, "%s to port %u",
			      request->kind == REQUEST_TCP ? "TCP" : "UDP",
			      request->port);
	buffer_printf(problem, " (line %u): ", request->line);
}

static void check_http(const struct test_request *request,
		       const struct test_answer *answer, struct buffer *problem)
{
	struct view head = { answer->bytes.data, answer->head };

	if (answer->status == 0) {
		buffer_printf(problem, "the answer is not HTTP:\n");
		show_text(view_of(&answer->bytes), problem);
		return;
	}
	if (answer->status != request->status)
		buffer_printf(problem, "status %d, not %d\n", answer->status,
			      request->status);
	check_patterns(&request->head, false, head, "the head", problem);
}

static void check_body(const struct test_request *request,
		       const struct test_answer *answer, struct buffer *problem)
{
	bool http = request->kind == REQUEST_HTTP;
	const char *what = http ? "the body" : "the answer";
	struct view body;

	body.bytes = test_answer_body(answer, &body.length);
	check_exact(&request->expect, body, what, problem);
	check_patterns(&request->match, false, body, what, problem);
	check_patterns(&request->never, true, body, what, problem);
	if (http && answer->length > (int64_t)body.length)
		buffer_printf(problem,
			      "the body is cut short: %zu bytes of %lld\n",
			      body.length, (long long)answer->length);
}

void test_check_answer(const struct test_request *request, size_t i,
		       const struct test_answer *answer, struct buffer *problem)
{
	bool http = request->kind == REQUEST_HTTP;
	struct buffer faults = { 0 };

	/* Of HTTP that is never what is asked for. */
	if (answer->bytes.length == 0 && test_wants_answer(request))
		buffer_printf(&faults, "closed without an answer\n");
	else if (http)
		check_http(request, answer, &faults);
	if (faults.length == 0)
		check_body(request, answer, &faults);
	if (faults.length > 0) {
		test_name_request(request, i, problem);
		buffer_append(problem, faults.data, faults.length);
	}
	buffer_free(&faults);
}

bool test_output_enough(const struct service *service)
{
	const struct test *test = service->test;

	if (test->output.data != NULL &&
	    service->printed.length < test->output.length)
		return false;
	for (size_t i = 0; i < test->match.count; i++)
		if (!test_matches(&test->match.all[i], service->printed.data,
				  service->printed.length))
			return false;
	for (size_t i = 0; i < test->report.count; i++)
		if (!test_matches(&test->report.all[i], service->reported.data,
				  service->reported.length))
			return false;
	return true;
}

void test_check_output(const struct service *service, struct buffer *problem)
{
	const struct test *test = service->test;
	struct view printed = view_of(&service->printed);

	if (service->flooded)
		return;
	check_exact(&test->output, printed, "standard output", problem);
	check_patterns(&test->match, false, printed, "standard output",
		       problem);
	check_patterns(&test->never, true, printed, "standard output", problem);
	check_patterns(&test->report, false, view_of(&service->reported),
		       "standard error of `denali run`", problem);
}

/* Until when it was waited for. */
static void tell_time(const struct test *test, struct buffer *problem)
{
	buffer_printf(problem, "still running after %g s",
		      (double)test->timeout / 1000);
}

void test_check_end(const struct service *service, bool ran,
		    struct buffer *problem)
{
	const struct test *test = service->test;
	int wanted = test->status >= 0 ? test->status : 0;

	if (service->flooded) {
		buffer_printf(problem, "it prints more than 1 MiB\n");
	} else if (ran && test->status >= 0) {
		tell_time(test, problem);
		buffer_printf(problem,
			      "; it should have ended with status %d\n",
			      wanted);
	} else if (ran && !test_output_enough(service)) {
		tell_time(test, problem);
		buffer_printf(problem, ", without what it should print\n");
	} else if (!ran && service->status != wanted) {
		buffer_printf(problem, "it ended with status %d, not %d\n",
			      service->status, wanted);
		test_show_lines(&service->reported, REPORT_SHOWN, INDENT,
				problem);
	}
}
