/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Consoles: bytes unchanged from one instance, whole lines from several; and
 * the queue of bytes below them.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "console.h"

static void print(struct console *console, uint32_t vm, const char *text)
{
	console_print(console, vm, (const uint8_t *)text, strlen(text));
}

static void expect(struct console *console, const char *text)
{
	buffer_append(&console->waiting, "", 1);
	cr_expect_str_eq((const char *)console->waiting.data, text);
	console_close(console);
}

Test(console, one_instance_unchanged)
{
	struct console console;

	console_open(&console, -1, 1);
	print(&console, 0, "a\nb");
	print(&console, 0, "\r\n\x1b[1m");
	console_end(&console, 0);
	expect(&console, "a\nb\r\n\x1b[1m");
}

Test(console, lines_of_several)
{
	struct console console;

	console_open(&console, -1, 12);
	print(&console, 3, "one ");
	print(&console, 11, "other\n");
	print(&console, 3, "line\n\nlast");
	print(&console, 11, "x\n");
	console_end(&console, 3);
	console_end(&console, 11);
	expect(&console, "[11] other\n[3] one line\n[3] \n[11] x\n[3] last\n");
}

Test(console, long_lines_are_broken)
{
	struct console console;
	char text[2 * CONSOLE_LINE_MAX + 12];

	memset(text, 'x', sizeof text);
	text[sizeof text - 1] = '\n';
	console_open(&console, -1, 2);
	console_print(&console, 1, (const uint8_t *)text, sizeof text);
	cr_expect(console.waiting.length == sizeof text + 3 * 4 + 2);
	cr_expect(console.waiting.data[4 + CONSOLE_LINE_MAX] == '\n');
	cr_expect(console.lines[1].length == 0);
	console_close(&console);
}

/* A line of exactly the greatest length is not followed by an empty one. */
Test(console, longest_line)
{
	struct console console;
	char text[CONSOLE_LINE_MAX];

	memset(text, 'x', sizeof text);
	console_open(&console, -1, 2);
	console_print(&console, 0, (const uint8_t *)text, sizeof text - 1);
	print(&console, 0, "\n");
	cr_expect(console.waiting.length == 4 + sizeof text);
	console_close(&console);
}

/* Against a plain model, with random pieces. */
Test(buffer, model)
{
	static uint8_t model[1 << 16];
	size_t front = 0, end = 0;
	struct buffer buffer = { 0 };

	srand(1);
	for (int i = 0; i < 2000; i++) {
		size_t length = (size_t)rand() % 60;

		if (rand() % 2 == 0 && end + length <= sizeof model) {
			for (size_t j = 0; j < length; j++)
				model[end + j] = (uint8_t)rand();
			buffer_append(&buffer, model + end, length);
			end += length;
		} else {
			buffer_take(&buffer, length);
			front += length < end - front ? length : end - front;
		}
		cr_assert(buffer.length == end - front);
		cr_assert(buffer.length == 0 ||
			  memcmp(buffer.data, model + front, end - front) == 0);
	}
	buffer_free(&buffer);
}

Test(buffer, large)
{
	static const uint8_t data[100000];
	struct buffer buffer = { 0 };

	buffer_append(&buffer, "ab", 2);
	buffer_take(&buffer, 1);
	buffer_append(&buffer, data, sizeof data);
	cr_expect(buffer.length == sizeof data + 1 && buffer.data[0] == 'b');
	buffer_take(&buffer, SIZE_MAX);
	cr_expect(buffer.length == 0);
	buffer_append(&buffer, NULL, 0);
	buffer_free(&buffer);
}
