/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The file is read when something went wrong, so not often: each time as a
 * whole, and only the patterns for one place are compiled.
 */
#include "hints.h"

#include <errno.h>
#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

#define GROUPS 10 /* the whole, and \1 to \9 */

/* A record being read. */
struct record {
	bool wanted; /* its `where` has the place */
	char *pattern;
	char *advice;
	unsigned int line;
};

struct search {
	struct hints *hints;
	size_t places[HINTS_MAX]; /* where in the text each was found */
	const char *where;
	char *text;
	const char *path;
	char *wrong;
};

/* Takes out what terminals are told: ESC [ ... LETTER, ESC ] ... ESC \. */
static void make_plain(char *text)
{
	char *into = text;

	while (*text != '\0') {
		if (text[0] == '\033' && text[1] == '[') {
			text += 2 + strcspn(text + 2, "mK");
			text += *text != '\0';
		} else if (text[0] == '\033' && text[1] == ']') {
			const char *end = strstr(text + 2, "\033\\");

			text += end != NULL ? end + 2 - text : 2;
		} else {
			if (*text != '\r')
				*into++ = *text;
			text++;
		}
	}
	*into = '\0';
}

/* Adds length bytes to a text that grows. */
static void append(char **text, const char *more, size_t length)
{
	char *whole = allocate_text("%s%.*s", *text != NULL ? *text : "",
				    (int)length, more);

	free(*text);
	*text = whole;
}

/* The advice, with \1 and so on replaced by what was matched. */
static char *filled_in(const char *advice, const char *text,
		       const regmatch_t *groups)
{
	char *whole = NULL;

	while (*advice != '\0') {
		size_t plain = strcspn(advice, "\\");
		const regmatch_t *group;

		append(&whole, advice, plain);
		advice += plain;
		if (*advice == '\0')
			break;
		if (advice[1] < '1' || advice[1] > '9') {
			append(&whole, advice++, 1);
			continue;
		}
		group = &groups[advice[1] - '0'];
		if (group->rm_so >= 0)
			append(&whole, text + group->rm_so,
			       (size_t)(group->rm_eo - group->rm_so));
		advice += 2;
	}
	return whole;
}

/* Is there advice already on the line of this place? */
static bool has_line(const struct search *search, size_t place)
{
	for (size_t i = 0; i < search->hints->count; i++) {
		size_t other = search->places[i];
		size_t first = other < place ? other : place;

		if (memchr(search->text + first, '\n',
			   first == other ? place - other : other - place) ==
		    NULL)
			return true;
	}
	return false;
}

static bool has_advice(const struct hints *hints, const char *advice)
{
	for (size_t i = 0; i < hints->count; i++)
		if (strcmp(hints->advice[i], advice) == 0)
			return true;
	return false;
}

/* Keeps, in order, those of what was said first.  Takes the advice. */
static void add(struct search *search, char *advice, size_t place)
{
	struct hints *hints = search->hints;
	size_t at = hints->count;

	while (at > 0 && search->places[at - 1] > place)
		at--;
	if (at == HINTS_MAX || has_line(search, place) ||
	    has_advice(hints, advice)) {
		free(advice);
		return;
	}
	if (hints->count == HINTS_MAX)
		free(hints->advice[--hints->count]);
	for (size_t i = hints->count; i > at; i--) {
		hints->advice[i] = hints->advice[i - 1];
		search->places[i] = search->places[i - 1];
	}
	hints->advice[at] = advice;
	search->places[at] = place;
	hints->count++;
}

static void find_all(struct search *search, const struct record *record,
		     const regex_t *pattern)
{
	regmatch_t groups[GROUPS];
	size_t at = 0;
	int begin = 0;

	while (regexec(pattern, search->text + at, GROUPS, groups, begin) ==
		       0 &&
	       groups[0].rm_eo > 0) {
		add(search,
		    filled_in(record->advice, search->text + at, groups),
		    at + (size_t)groups[0].rm_so);
		at += (size_t)groups[0].rm_eo;
		begin = search->text[at - 1] == '\n' ? 0 : REG_NOTBOL;
	}
}

static void end_record(struct search *search, struct record *record)
{
	regex_t pattern;
	int status;

	if (record->pattern == NULL && record->advice == NULL)
		return;
	if (record->pattern == NULL || record->advice == NULL) {
		search->wrong = allocate_text(
			"%s:%u: a record without a pattern or an advice",
			search->path, record->line);
	} else if (record->wanted) {
		status = regcomp(&pattern, record->pattern,
				 REG_EXTENDED | REG_NEWLINE);
		if (status == 0) {
			find_all(search, record, &pattern);
			regfree(&pattern);
		} else {
			search->wrong = allocate_text(
				"%s:%u: not a regular expression: %s",
				search->path, record->line, record->pattern);
		}
	}
	free(record->pattern);
	free(record->advice);
	*record = (struct record){ 0 };
}

static bool has_word(const char *words, const char *word)
{
	size_t length = strlen(word);

	for (; *words != '\0'; words += strspn(words, " ")) {
		size_t this = strcspn(words, " ");

		if (this == length && strncmp(words, word, length) == 0)
			return true;
		words += this;
	}
	return false;
}

static void append_line(char **text, const char *line)
{
	append(text, " ", 1);
	append(text, line, strlen(line));
}

static void read_line(struct search *search, struct record *record,
		      const char *line, unsigned int number)
{
	if (line[0] == '#')
		return;
	if (line[0] == '\0') {
		end_record(search, record);
		return;
	}
	if (record->line == 0)
		record->line = number;
	if (strncmp(line, "where ", 6) == 0)
		record->wanted = has_word(line + 6, search->where);
	else if (strncmp(line, "match ", 6) == 0)
		append(&record->pattern, line + 6, strlen(line + 6));
	else if (strncmp(line, "say ", 4) == 0)
		append(&record->advice, line + 4, strlen(line + 4));
	else if (line[0] == '\t' && record->advice != NULL)
		append_line(&record->advice, line + 1);
	else
		search->wrong = allocate_text(
			"%s:%u: neither where, match nor say", search->path,
			number);
}

static void read_file(struct search *search, FILE *file)
{
	struct record record = { 0 };
	unsigned int number = 0;
	char *line = NULL;
	size_t room = 0;

	while (search->wrong == NULL && getline(&line, &room, file) >= 0) {
		line[strcspn(line, "\n")] = '\0';
		read_line(search, &record, line, ++number);
	}
	if (search->wrong == NULL)
		end_record(search, &record);
	free(record.pattern);
	free(record.advice);
	free(line);
}

char *hints_find(struct hints *hints, const char *path, const char *where,
		 const char *said)
{
	struct search search = { .hints = hints, .where = where, .path = path };
	FILE *file = fopen(path, "re");

	*hints = (struct hints){ .count = 0 };
	if (file == NULL)
		return allocate_text("%s: %s", path, strerror(errno));
	search.text = allocate_text("%s", said);
	make_plain(search.text);
	read_file(&search, file);
	fclose(file);
	free(search.text);
	return search.wrong;
}

void hints_free(struct hints *hints)
{
	for (size_t i = 0; i < hints->count; i++)
		free(hints->advice[i]);
	hints->count = 0;
}
