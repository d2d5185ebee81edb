/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <criterion/criterion.h>

#include <string.h>

#include "sdk/supervisor/exposition.h"

static const struct metric metrics[] = {
	{ "a_bytes", "Bytes.", METRIC_GAUGE, METRIC_PLAIN, NULL },
	{ "b_seconds_total", "Time.", METRIC_COUNTER, METRIC_NANOSECONDS,
	  "mode=\"x\"" },
	{ "b_seconds_total", "", METRIC_COUNTER, METRIC_MILLISECONDS,
	  "mode=\"y\"" },
};
static const uint64_t values[] = { 1, 1500000000, 2001, UINT64_MAX, 7, 0 };

static void labels(const void *context, size_t row, char text[])
{
	exposition_label(text, "name", ((const char *const *)context)[row]);
}

static void no_labels(const void *context, size_t row, char text[])
{
	(void)context;
	(void)row;
	text[0] = '\0';
}

/* All of it, as it comes in pieces of that size. */
static const char *text_of(struct exposition *exposition, size_t piece)
{
	static char text[8192];
	size_t length = 0, part;

	while ((part = exposition_read(exposition, text + length, piece)) > 0)
		length += part;
	text[length] = '\0';
	return text;
}

static const char expected[] =
	"# HELP a_bytes Bytes.\n# TYPE a_bytes gauge\n"
	"a_bytes{name=\"one\"} 1\n"
	"a_bytes{name=\"two\"} 18446744073709551615\n"
	"# HELP b_seconds_total Time.\n# TYPE b_seconds_total counter\n"
	"b_seconds_total{name=\"one\",mode=\"x\"} 1.500000000\n"
	"b_seconds_total{name=\"two\",mode=\"x\"} 0.000000007\n"
	"b_seconds_total{name=\"one\",mode=\"y\"} 2.001\n"
	"b_seconds_total{name=\"two\",mode=\"y\"} 0.000\n";

Test(exposition, is_the_same_in_pieces_of_any_size)
{
	static const char *const names[] = { "one", "two" };
	static const size_t pieces[] = { 1, 7, 100, 4000 };

	for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
		struct exposition exposition = { metrics,    3,      2,
						 values,     labels, names,
						 .column = 0 };

		cr_expect_str_eq(text_of(&exposition, pieces[i]), expected);
	}
}

Test(exposition, has_no_braces_without_labels)
{
	struct exposition exposition = { metrics,   1,    1,          values,
					 no_labels, NULL, .column = 0 };

	cr_expect_str_eq(text_of(&exposition, 4000),
			 "# HELP a_bytes Bytes.\n# TYPE a_bytes gauge\n"
			 "a_bytes 1\n");
}

Test(exposition, of_nothing_is_nothing)
{
	struct exposition exposition = { metrics, 3,    0,          values,
					 labels,  NULL, .column = 0 };

	cr_expect_str_eq(text_of(&exposition, 4000), "");
}

Test(exposition, escapes_labels)
{
	char text[EXPOSITION_LABELS] = "";

	exposition_label(text, "a", "q\"b\\n\nz");
	exposition_label(text, "b", "");
	cr_expect_str_eq(text, "a=\"q\\\"b\\\\n\\nz\",b=\"\"");
}

/* One that is too long is cut, and is still a label. */
Test(exposition, bounds_labels)
{
	char text[EXPOSITION_LABELS] = "", long_value[1000];

	memset(long_value, '"', sizeof long_value);
	long_value[sizeof long_value - 1] = '\0';
	exposition_label(text, "a", long_value);
	cr_expect_lt(strlen(text), (size_t)EXPOSITION_LABELS);
	cr_expect_eq(text[strlen(text) - 1], '"');
	cr_expect_eq(strlen(text) % 2, 0,
		     "a backslash is before each of the value's quotes");
	exposition_label(text, "b", "there is no room");
	cr_expect_null(strchr(text, 'b'));
}
