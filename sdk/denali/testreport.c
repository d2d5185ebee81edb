/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "testreport.h"

#include <inttypes.h>
#include <string.h>

#include "parse.h"
#include "text.h"

size_t test_report_count(const struct test_report *report,
			 enum test_verdict verdict)
{
	size_t count = 0;

	for (size_t i = 0; i < report->count; i++)
		count += report->outcomes[i].verdict == verdict;
	return count;
}

const char *test_verdict_name(enum test_verdict verdict)
{
	static const char *const names[] = { "passed", "failed", "broken" };

	return names[verdict];
}

/* The lines of what went wrong, below the test's. */
static void print_problem(const struct buffer *problem)
{
	const char *text = (const char *)problem->data;
	size_t left = problem->length;

	while (left > 0) {
		const char *end = memchr(text, '\n', left);
		size_t length = end != NULL ? (size_t)(end - text) + 1 : left;

		printf("        %.*s", (int)length, text);
		text += length;
		left -= length;
	}
}

void test_print_outcome(const struct test_outcome *outcome)
{
	static const char *const words[] = { "ok", "FAILED", "BROKEN" };

	printf("%-7s %-50s %6.1f s\n", words[outcome->verdict],
	       outcome->test->name, outcome->seconds);
	print_problem(&outcome->problem);
	/* Tests take a while, and somebody may be waiting. */
	fflush(stdout);
}

/* Bytes as people say them. */
static const char *amount(uint64_t bytes, char text[32])
{
	if (bytes >= 0x100000 && bytes % 0x100000 == 0)
		snprintf(text, 32, "%" PRIu64 " MiB", bytes >> 20);
	else
		snprintf(text, 32, "%" PRIu64 " KiB", bytes >> 10);
	return text;
}

static void print_memory(const struct memory_advice *memory)
{
	char used[32], given[32], would[SIZE_TEXT_MAX];

	if (memory->used == 0)
		return;
	printf("memory: at most %s of %s", amount(memory->used, used),
	       amount(memory->given, given));
	size_text(memory->would, would);
	if (memory->verdict == MEMORY_AMPLE)
		printf("; memory = \"%s\" in denali.toml would do "
		       "(`denali test -m %s` tries it)",
		       would, would);
	if (memory->verdict == MEMORY_SHORT)
		printf(", which is short; memory = \"%s\" in denali.toml "
		       "gives room",
		       would);
	putchar('\n');
}

void test_print_summary(const struct test_report *report)
{
	size_t failed = test_report_count(report, TEST_FAILED);
	size_t broken = test_report_count(report, TEST_BROKEN);

	printf("%zu test%s: %zu passed", report->count,
	       report->count == 1 ? "" : "s",
	       test_report_count(report, TEST_PASSED));
	if (failed > 0)
		printf(", %zu failed", failed);
	if (broken > 0)
		printf(", %zu broken", broken);
	printf(" (%.1f s)\n", report->seconds);
	print_memory(&report->memory);
}

static json_t *make_text(const struct buffer *bytes)
{
	struct buffer text = { 0 };
	json_t *string;

	text_utf8(&text, bytes->data, bytes->length);
	string = json_stringn(text.length > 0 ? (const char *)text.data : "",
			      text.length);
	buffer_free(&text);
	return string;
}

static json_t *make_outcome(const struct test_outcome *outcome)
{
	return json_pack(
		"{s:s, s:I, s:s, s:f, s:o, s:o, s:o, s:O?}", "name",
		outcome->test->name, "line", (json_int_t)outcome->test->line,
		"verdict", test_verdict_name(outcome->verdict), "seconds",
		outcome->seconds, "problem", make_text(&outcome->problem),
		"stdout", make_text(&outcome->printed), "report",
		make_text(&outcome->reported), "result", outcome->result);
}

static json_t *make_memory(const struct memory_advice *memory)
{
	static const char *const words[] = { "fits", "ample", "short" };

	return json_pack("{s:I, s:I, s:I, s:s}", "used",
			 (json_int_t)memory->used, "given",
			 (json_int_t)memory->given, "would_do",
			 (json_int_t)memory->would, "verdict",
			 words[memory->verdict]);
}

json_t *test_report_json(const struct test_report *report)
{
	json_t *tests = json_array();
	json_t *document = json_pack(
		"{s:s, s:s, s:I, s:I, s:I, s:f, s:o}", "file", report->file,
		"image", report->image, "passed",
		(json_int_t)test_report_count(report, TEST_PASSED), "failed",
		(json_int_t)test_report_count(report, TEST_FAILED), "broken",
		(json_int_t)test_report_count(report, TEST_BROKEN), "seconds",
		report->seconds, "tests", tests);

	for (size_t i = 0; i < report->count; i++)
		json_array_append_new(tests,
				      make_outcome(&report->outcomes[i]));
	if (report->memory.used > 0)
		json_object_set_new(document, "memory",
				    make_memory(&report->memory));
	return document;
}
