/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "exposition.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

void exposition_label(char text[EXPOSITION_LABELS], const char *name,
		      const char *value)
{
	size_t used = strlen(text);
	/* Before the closing quote, and a character that is two. */
	size_t end = EXPOSITION_LABELS - 4;

	if (used + strlen(name) + 8 > EXPOSITION_LABELS)
		return;
	used += (size_t)snprintf(text + used, EXPOSITION_LABELS - used,
				 "%s%s=\"", used == 0 ? "" : ",", name);
	for (; *value != '\0' && used < end; value++) {
		if (*value == '\\' || *value == '"' || *value == '\n')
			text[used++] = '\\';
		text[used++] = *value == '\n' ? 'n' : *value;
	}
	text[used++] = '"';
	text[used] = '\0';
}

static int value_text(char *text, size_t size, enum metric_unit unit,
		      uint64_t value)
{
	switch (unit) {
	case METRIC_NANOSECONDS:
		return snprintf(text, size, "%llu.%09llu",
				(unsigned long long)(value / 1000000000),
				(unsigned long long)(value % 1000000000));
	case METRIC_MILLISECONDS:
		return snprintf(text, size, "%llu.%03llu",
				(unsigned long long)(value / 1000),
				(unsigned long long)(value % 1000));
	default:
		return snprintf(text, size, "%llu", (unsigned long long)value);
	}
}

static void sample(struct exposition *exposition)
{
	const struct metric *metric = &exposition->metrics[exposition->column];
	uint64_t value =
		exposition->values[exposition->row * exposition->metric_count +
				   exposition->column];
	char labels[EXPOSITION_LABELS] = "", number[40];
	bool braces;

	exposition->labels(exposition->context, exposition->row, labels);
	value_text(number, sizeof number, metric->unit, value);
	/* There is room: names and helps are ours, and short. */
	braces = labels[0] != '\0' || metric->label != NULL;
	exposition->length += (size_t)snprintf(
		exposition->line + exposition->length,
		sizeof exposition->line - exposition->length,
		"%s%s%s%s%s%s %s\n", metric->name, braces ? "{" : "", labels,
		labels[0] != '\0' && metric->label != NULL ? "," : "",
		metric->label != NULL ? metric->label : "", braces ? "}" : "",
		number);
	if (exposition->length >= sizeof exposition->line)
		exposition->length = sizeof exposition->line - 1;
}

static bool is_first(const struct exposition *exposition)
{
	const struct metric *metric = &exposition->metrics[exposition->column];

	return exposition->column == 0 ||
	       strcmp(metric[-1].name, metric->name) != 0;
}

static void head(struct exposition *exposition)
{
	const struct metric *metric = &exposition->metrics[exposition->column];

	exposition->length = (size_t)snprintf(
		exposition->line, sizeof exposition->line,
		"# HELP %s %s\n# TYPE %s %s\n", metric->name, metric->help,
		metric->name,
		metric->kind == METRIC_COUNTER ? "counter" : "gauge");
}

/* The next line, a metric's first one with its head.  False: that was all. */
static bool next_line(struct exposition *exposition)
{
	if (exposition->row == exposition->row_count) {
		exposition->row = 0;
		exposition->column++;
	}
	if (exposition->row_count == 0 ||
	    exposition->column >= exposition->metric_count)
		return false;
	exposition->length = 0;
	exposition->taken = 0;
	if (exposition->row == 0 && is_first(exposition))
		head(exposition);
	sample(exposition);
	exposition->row++;
	return true;
}

size_t exposition_read(struct exposition *exposition, char *to, size_t room)
{
	size_t done = 0;

	while (done < room) {
		size_t left = exposition->length - exposition->taken;
		size_t part = left < room - done ? left : room - done;

		if (left == 0 && !next_line(exposition))
			break;
		if (left == 0)
			continue;
		memcpy(to + done, exposition->line + exposition->taken, part);
		exposition->taken += part;
		done += part;
	}
	return done;
}
