/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "expectation.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Shown of an output that is not as expected. */
#define EXCERPT 2000

static int hex_digit(char digit)
{
	const char *digits = "0123456789abcdef";
	const char *found = strchr(digits, tolower((unsigned char)digit));

	return digit == '\0' || found == NULL ? -1 : (int)(found - digits);
}

/* Appends one character or escape of text; returns where the next one is. */
static const char *unescape_one(struct bytes *into, const char *text)
{
	const char *letters = "nts\\";
	const char *values = "\n\t \\";
	const char *letter;
	char value = *text;

	if (*text != '\\' || text[1] == '\0') {
		bytes_append(into, &value, 1);
		return text + 1;
	}
	letter = strchr(letters, text[1]);
	if (letter != NULL) {
		bytes_append(into, values + (letter - letters), 1);
		return text + 2;
	}
	if (text[1] == 'x' && hex_digit(text[2]) >= 0 &&
	    hex_digit(text[3]) >= 0) {
		value = (char)(hex_digit(text[2]) * 16 + hex_digit(text[3]));
		bytes_append(into, &value, 1);
		return text + 4;
	}
	bytes_append(into, text, 2);
	return text + 2;
}

static void unescape(struct bytes *into, const char *text)
{
	while (*text != '\0')
		text = unescape_one(into, text);
}

static bool add(char *items[], const char *item)
{
	for (int i = 0; i < EXPECTATION_ITEMS; i++)
		if (items[i] == NULL)
			return (items[i] = strdup(item)) != NULL;
	return false;
}

static bool add_unescaped(char *items[], const char *text)
{
	struct bytes item = { 0 };
	bool added;

	bytes_append_text(&item, "");
	unescape(&item, text);
	added = add(items, item.data);
	bytes_free(&item);
	return added;
}

static bool take_item(struct expectation *expected, const char *keyword,
		      const char *rest)
{
	if (strcmp(keyword, "option") == 0)
		return add(expected->options, rest);
	if (strcmp(keyword, "argument") == 0)
		return add_unescaped(expected->arguments, rest);
	if (strcmp(keyword, "match") == 0)
		return add(expected->matches, rest);
	if (strcmp(keyword, "report") == 0)
		return add(expected->reports, rest);
	if (strcmp(keyword, "never") == 0)
		return add(expected->nevers, rest);
	if (strcmp(keyword, "status") == 0)
		expected->status = atoi(rest);
	else if (strcmp(keyword, "timeout") == 0)
		expected->timeout = atoi(rest);
	else if (strcmp(keyword, "stdin") == 0)
		unescape(&expected->input, rest);
	else if (strcmp(keyword, "stdout") == 0)
		unescape(&expected->output, rest);
	else
		return false;
	expected->exact_output |= strcmp(keyword, "stdout") == 0;
	return true;
}

static bool take_line(struct expectation *expected, char *line)
{
	char *rest;

	line[strcspn(line, "\n")] = '\0';
	if (line[0] == '#' || line[0] == '\0')
		return true;
	rest = line + strcspn(line, " \t");
	if (*rest != '\0') {
		*rest++ = '\0';
		rest += strspn(rest, " \t");
	}
	return take_item(expected, line, rest);
}

bool expectation_read(struct expectation *expected, const char *path)
{
	char line[4096];
	int number = 0;
	bool good = true;
	FILE *file = fopen(path, "r");

	*expected = (struct expectation){ .timeout = 20 };
	if (file == NULL) {
		perror(path);
		return false;
	}
	while (good && fgets(line, sizeof line, file) != NULL) {
		number++;
		good = take_line(expected, line);
	}
	if (!good)
		fprintf(stderr, "%s:%d: not an item, or one too many\n", path,
			number);
	fclose(file);
	return good;
}

static void free_items(char *items[])
{
	for (int i = 0; i < EXPECTATION_ITEMS; i++)
		free(items[i]);
}

void expectation_free(struct expectation *expected)
{
	free_items(expected->options);
	free_items(expected->arguments);
	free_items(expected->matches);
	free_items(expected->reports);
	free_items(expected->nevers);
	bytes_free(&expected->input);
	bytes_free(&expected->output);
}

static void say(struct bytes *problem, const char *what, const char *detail)
{
	bytes_append_text(problem, what);
	bytes_append_text(problem, detail);
	bytes_append_text(problem, "\n");
}

static void show(struct bytes *problem, const char *name,
		 const struct bytes *text)
{
	size_t length = text->length < EXCERPT ? text->length : EXCERPT;

	say(problem, name, ":");
	bytes_append(problem, text->data, length);
	say(problem, "", length < text->length ? "[...]" : "");
}

bool expectation_met(const struct expectation *expected,
		     const struct process *process, struct bytes *problem)
{
	size_t before = problem->length;
	char numbers[64];

	if (process->status != expected->status) {
		snprintf(numbers, sizeof numbers, "%d, not %d", process->status,
			 expected->status);
		say(problem, "its status is ", numbers);
	}
	if (expected->exact_output &&
	    !bytes_same(&process->out, &expected->output))
		say(problem, "standard output is not as expected", "");
	for (char *const *item = expected->matches; *item != NULL; item++)
		if (!bytes_match(&process->out, *item))
			say(problem, "standard output lacks: ", *item);
	for (char *const *item = expected->reports; *item != NULL; item++)
		if (!bytes_match(&process->err, *item))
			say(problem, "standard error lacks: ", *item);
	for (char *const *item = expected->nevers; *item != NULL; item++)
		if (bytes_match(&process->out, *item) ||
		    bytes_match(&process->err, *item))
			say(problem, "it must never print: ", *item);
	if (problem->length == before)
		return true;
	show(problem, "standard output", &process->out);
	show(problem, "standard error", &process->err);
	return false;
}
