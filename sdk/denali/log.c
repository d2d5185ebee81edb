/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_urgent(const char *line)
{
	static const char *const words[] = { "panic", "warning" };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strncmp(line, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

/* Control characters must not reach a terminal. */
static char *plain_copy(const struct buffer *line)
{
	char *text = allocate(line->length + 1, 1);

	for (size_t i = 0; i < line->length; i++) {
		uint8_t byte = line->data[i];

		text[i] = (byte < ' ' && byte != '\t') || byte == 0x7f ?
				  '?' :
				  (char)byte;
	}
	return text;
}

static void finish_line(struct log *log)
{
	char *text;

	if (log->line.length > 0 &&
	    log->line.data[log->line.length - 1] == '\r')
		log->line.length--;
	text = plain_copy(&log->line);
	buffer_free(&log->line);
	if (log->show_all || is_urgent(text)) {
		fprintf(stderr, "kernel: %s\n", text);
		free(text);
		return;
	}
	free(log->kept[log->next]);
	log->kept[log->next] = text;
	log->next = (log->next + 1) % LOG_KEPT;
}

void log_receive(struct log *log, const uint8_t *data, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (data[i] != '\n')
			buffer_append(&log->line, &data[i], 1);
		if (data[i] == '\n' || log->line.length == LOG_LINE_MAX)
			finish_line(log);
	}
}

void log_end(struct log *log)
{
	if (log->line.length > 0)
		finish_line(log);
}

void log_show(struct log *log)
{
	for (unsigned i = 0; i < LOG_KEPT; i++) {
		char **kept = &log->kept[(log->next + i) % LOG_KEPT];

		if (*kept != NULL)
			fprintf(stderr, "kernel: %s\n", *kept);
		free(*kept);
		*kept = NULL;
	}
}

void log_free(struct log *log)
{
	for (unsigned i = 0; i < LOG_KEPT; i++)
		free(log->kept[i]);
	buffer_free(&log->line);
}
