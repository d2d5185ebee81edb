/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "document.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ANYTHING "..."
#define FENCE "```"
#define PROMPT "$ "

enum place { PROSE, COMMANDS, FILE_TEXT, OTHER_BLOCK };

struct reader {
	struct document *document;
	const char *path;
	char *fault;
	unsigned int line;
	enum place place;
	bool continued; /* the last line of a command ended in a backslash */
};

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static bool fail(struct reader *reader, const char *why)
{
	snprintf(reader->fault, DOCUMENT_FAULT_MAX, "%s:%u: %s", reader->path,
		 reader->line, why);
	return false;
}

static struct document_step *last_step(struct reader *reader)
{
	return &reader->document->steps[reader->document->count - 1];
}

static struct document_step *add_step(struct reader *reader)
{
	struct document *document = reader->document;
	struct document_step *step;

	document->steps = realloc(document->steps,
				  (document->count + 1) * sizeof *step);
	if (document->steps == NULL)
		abort();
	step = &document->steps[document->count++];
	*step = (struct document_step){ .line = reader->line };
	bytes_append_text(&step->text, "");
	bytes_append_text(&step->output, "");
	return step;
}

/* The word after the language, if there is one, is a file's name. */
static void open_block(struct reader *reader, const char *info)
{
	const char *name = strchr(info, ' ');

	if (strcmp(info, "console") == 0) {
		reader->place = COMMANDS;
	} else if (name != NULL) {
		reader->place = FILE_TEXT;
		add_step(reader)->file = strdup(name + 1);
	} else {
		reader->place = OTHER_BLOCK;
	}
}

static void end_command(struct reader *reader)
{
	struct document_step *step = last_step(reader);
	const struct bytes *text = &step->text;

	reader->continued = text->length > 0 &&
			    text->data[text->length - 1] == '\\';
	step->background = text->length > 2 &&
			   strcmp(text->data + text->length - 2, " &") == 0;
}

static void add_command(struct reader *reader, const char *line)
{
	struct document *document = reader->document;
	struct document_step *step = add_step(reader);
	struct document_step *before = document->count > 1 ? step - 1 : NULL;

	document->commands++;
	if (before != NULL && before->file == NULL) {
		before->asks_status = strcmp(line, "echo $?") == 0;
		step->after_background = before->background;
	}
	bytes_append_text(&step->text, line);
	end_command(reader);
}

static void add_line(struct bytes *bytes, const char *line)
{
	bytes_append_text(bytes, line);
	bytes_append_text(bytes, "\n");
}

static bool take_command_line(struct reader *reader, const char *line)
{
	if (reader->continued) {
		bytes_append_text(&last_step(reader)->text, "\n");
		bytes_append_text(&last_step(reader)->text, line);
		end_command(reader);
	} else if (begins(line, PROMPT)) {
		add_command(reader, line + strlen(PROMPT));
	} else if (reader->document->count == 0 ||
		   last_step(reader)->file != NULL) {
		return fail(reader, "output before the first command");
	} else {
		add_line(&last_step(reader)->output, line);
	}
	return true;
}

static bool take_line(struct reader *reader, const char *line)
{
	const char *text = line + strspn(line, " ");

	reader->line++;
	if (begins(line, FENCE)) {
		if (reader->place == PROSE)
			open_block(reader, line + strlen(FENCE));
		else
			reader->place = PROSE;
		return true;
	}
	if (reader->place == COMMANDS)
		return take_command_line(reader, line);
	if (reader->place == FILE_TEXT)
		add_line(&last_step(reader)->text, line);
	else if (begins(text, PROMPT))
		return fail(reader, "a command that is not in a block of "
				    "```console is not run by any test");
	return true;
}

bool document_read(struct document *document, const char *path,
		   char fault[DOCUMENT_FAULT_MAX])
{
	struct reader reader = { document, path, fault, 0, PROSE, false };
	struct bytes page = { 0 };
	bool good = true;

	*document = (struct document){ 0 };
	if (!bytes_read_file(&page, path)) {
		snprintf(fault, DOCUMENT_FAULT_MAX, "%s: %s", path,
			 strerror(errno));
		return false;
	}
	for (char *at = page.data, *end; good && at != NULL && *at != '\0';
	     at = end + 1) {
		end = strchr(at, '\n');
		if (end == NULL)
			break;
		*end = '\0';
		good = take_line(&reader, at);
	}
	if (good && reader.place != PROSE)
		good = fail(&reader, "a block does not end");
	bytes_free(&page);
	return good;
}

void document_free(struct document *document)
{
	for (size_t i = 0; i < document->count; i++) {
		free(document->steps[i].file);
		bytes_free(&document->steps[i].text);
		bytes_free(&document->steps[i].output);
	}
	free(document->steps);
	*document = (struct document){ 0 };
}

static size_t line_length(const char *line)
{
	return strcspn(line, "\n");
}

static const char *after_line(const char *line)
{
	line += line_length(line);
	return *line == '\n' ? line + 1 : line;
}

/* One line: "..." is any bytes of it. */
static bool line_agrees(const char *shown, size_t shown_length,
			const char *text, size_t length)
{
	const size_t dots = strlen(ANYTHING);

	while (shown_length > 0) {
		if (shown_length >= dots &&
		    memcmp(shown, ANYTHING, dots) == 0) {
			for (size_t skip = 0; skip <= length; skip++)
				if (line_agrees(shown + dots,
						shown_length - dots,
						text + skip, length - skip))
					return true;
			return false;
		}
		if (length == 0 || *shown != *text)
			return false;
		shown++, shown_length--;
		text++, length--;
	}
	return length == 0;
}

/* All lines from here on: a line "..." is any number of them. */
static bool lines_agree(const char *shown, const char *text)
{
	while (*shown != '\0') {
		size_t length = line_length(shown);

		if (length == strlen(ANYTHING) && begins(shown, ANYTHING)) {
			shown = after_line(shown);
			while (!lines_agree(shown, text)) {
				if (*text == '\0')
					return false;
				text = after_line(text);
			}
			return true;
		}
		if (*text == '\0' ||
		    !line_agrees(shown, length, text, line_length(text)))
			return false;
		shown = after_line(shown);
		text = after_line(text);
	}
	return *text == '\0';
}

bool document_agrees(const struct bytes *shown, const struct bytes *text)
{
	return lines_agree(shown->data != NULL ? shown->data : "",
			   text->data != NULL ? text->data : "");
}
