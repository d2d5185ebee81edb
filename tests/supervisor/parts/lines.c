/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What is printed in pieces becomes rows, and rows are what was printed.
 */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "sdk/supervisor/lines.h"

static struct {
	char printed[70000]; /* by the rows, put together again */
	size_t length;
	unsigned rows, ends;
	size_t longest;
} seen;

static void take(void *context, const uint8_t *bytes, size_t length, bool end)
{
	(void)context;
	memcpy(seen.printed + seen.length, bytes, length);
	seen.length += length;
	if (end)
		seen.printed[seen.length++] = '\n';
	seen.rows++;
	seen.ends += end;
	if (length > seen.longest)
		seen.longest = length;
}

static const struct lines_taker taker = { take, NULL };

static void feed(struct lines *lines, const char *text)
{
	lines_feed(lines, (const uint8_t *)text, strlen(text), &taker);
}

static void expect(const char *printed, unsigned rows, unsigned ends)
{
	cr_expect_eq(seen.length, strlen(printed));
	cr_expect_arr_eq(seen.printed, printed, strlen(printed));
	cr_expect_eq(seen.rows, rows, "%u rows, not %u", seen.rows, rows);
	cr_expect_eq(seen.ends, ends);
}

Test(lines, of_one_piece)
{
	struct lines lines = { .bytes = NULL };

	feed(&lines, "one\ntwo\n\nfour\n");
	expect("one\ntwo\n\nfour\n", 4, 4);
	cr_expect_null(lines.bytes, "whole lines take no memory");
}

Test(lines, of_many_pieces)
{
	struct lines lines = { .bytes = NULL };

	feed(&lines, "o");
	cr_expect(lines_waiting(&lines));
	feed(&lines, "ne");
	expect("", 0, 0);
	feed(&lines, "\ntw");
	expect("one\n", 1, 1);
	feed(&lines, "o");
	lines_finish(&lines, &taker);
	expect("one\ntwo", 2, 1);
	cr_expect_not(lines_waiting(&lines));
	lines_finish(&lines, &taker);
	expect("one\ntwo", 2, 1);
}

/* What ends exactly where a row does is a line of its own all the same. */
Test(lines, that_fill_a_row)
{
	struct lines lines = { .bytes = NULL };
	char text[LINES_ROW_MAX + 2];

	memset(text, 'x', sizeof text);
	text[LINES_ROW_MAX] = '\n';
	text[LINES_ROW_MAX + 1] = '\0';
	feed(&lines, text);
	expect(text, 2, 1);
	cr_expect_eq(seen.longest, LINES_ROW_MAX);
	lines_finish(&lines, &taker);
}

/* A line of any length takes no more memory than a row has. */
Test(lines, without_end)
{
	struct lines lines = { .bytes = NULL };
	char text[1001];

	memset(text, 'y', sizeof text);
	text[1000] = '\0';
	for (int i = 0; i < 64; i++)
		feed(&lines, text);
	lines_finish(&lines, &taker);
	cr_expect_eq(seen.length, 64000);
	cr_expect_eq(seen.ends, 0);
	cr_expect_eq(seen.longest, LINES_ROW_MAX);
	cr_expect_eq(seen.rows, 64000 / LINES_ROW_MAX + 1);
}

/* Any bytes, cut anywhere. */
Test(lines, of_any_bytes)
{
	struct lines lines = { .bytes = NULL };
	uint8_t text[60000];
	size_t done = 0;

	srand(7);
	for (size_t i = 0; i < sizeof text; i++)
		text[i] = rand() % 50 == 0 ? '\n' : (uint8_t)rand();
	while (done < sizeof text) {
		size_t part = (size_t)rand() % 5000;

		if (part > sizeof text - done)
			part = sizeof text - done;
		lines_feed(&lines, text + done, part, &taker);
		done += part;
	}
	lines_finish(&lines, &taker);
	cr_assert_eq(seen.length, sizeof text);
	cr_expect_arr_eq(seen.printed, text, sizeof text);
}
