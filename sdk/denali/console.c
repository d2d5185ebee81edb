/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "console.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void console_open(struct console *console, int fd, uint32_t count)
{
	*console = (struct console){ .fd = fd, .count = count };
	if (count > 1)
		console->lines = allocate(count, sizeof console->lines[0]);
}

void console_close(struct console *console)
{
	for (uint32_t i = 0; console->lines != NULL && i < console->count; i++)
		buffer_free(&console->lines[i]);
	free(console->lines);
	buffer_free(&console->waiting);
}

static void finish_line(struct console *console, uint32_t vm)
{
	struct buffer *line = &console->lines[vm];

	buffer_printf(&console->waiting, "[%u] ", vm);
	buffer_append(&console->waiting, line->data, line->length);
	buffer_append(&console->waiting, "\n", 1);
	buffer_free(line);
}

void console_print(struct console *console, uint32_t vm, const uint8_t *data,
		   size_t length)
{
	if (console->count == 1) {
		buffer_append(&console->waiting, data, length);
		return;
	}
	while (length > 0) {
		struct buffer *line = &console->lines[vm];
		size_t room = CONSOLE_LINE_MAX - line->length;
		size_t piece = length < room ? length : room;
		const uint8_t *end = memchr(data, '\n', piece);

		if (end != NULL)
			piece = (size_t)(end - data);
		buffer_append(line, data, piece);
		if (end != NULL || line->length == CONSOLE_LINE_MAX)
			finish_line(console, vm);
		piece += end != NULL;
		data += piece;
		length -= piece;
	}
}

void console_end(struct console *console, uint32_t vm)
{
	if (console->count > 1 && console->lines[vm].length > 0)
		finish_line(console, vm);
}

int console_write(struct console *console)
{
	/* So much a pipe takes at once when it takes anything. */
	size_t length = console->waiting.length < PIPE_BUF ?
				console->waiting.length :
				PIPE_BUF;
	ssize_t written = write(console->fd, console->waiting.data, length);

	if (written < 0)
		return errno == EINTR || errno == EAGAIN ? 0 : errno;
	buffer_take(&console->waiting, (size_t)written);
	return 0;
}
