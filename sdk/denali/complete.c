/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * All is taken from the pages of help, so that an option which is new is
 * completed as soon as it is shown.
 */
#include "complete.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "candidates.h"
#include "helpoption.h"
#include "verbs.h"

#define AND "--and"

/* A command line, up to the word that is being typed. */
struct line {
	const struct verb *verb;
	unsigned int operands; /* words so far that are no options */
	const char *first;     /* of them */
	const char *option;    /* the last word, if it wants a value */
	size_t option_length;
};

static const struct verb *find_verb(const char *name)
{
	const struct verb *verb;

	for (size_t i = 0; (verb = verb_at(i)) != NULL; i++)
		if (strcmp(verb->name, name) == 0)
			return verb;
	return NULL;
}

/* Options of other verbs that take `denali run`'s are in its page. */
static bool find_option(const struct verb *verb, const char *name,
			size_t length, struct help_option *option)
{
	struct help_place page = { verb->help, false };
	struct help_place run = { verb_run.help, false };

	return (helpoption_find(&page, name, length, option) &&
		option->value != NULL) ||
	       helpoption_find(&run, name, length, option);
}

/* What the program is passed is no option of ours. */
static bool is_program(const struct line *line)
{
	return line->operands > 0 &&
	       (line->verb == &verb_run || line->verb == &verb_image ||
		line->verb == &verb_publish);
}

static void take_word(struct line *line, const char *word)
{
	size_t length = strlen(word);
	struct help_option option;

	if (line->option != NULL) {
		line->option = NULL;
	} else if (is_program(line)) {
		if (strcmp(word, AND) == 0)
			line->operands = 0;
	} else if (word[0] != '-' || length == 1) {
		if (line->operands++ == 0)
			line->first = word;
	} else if (find_option(line->verb, word, length, &option) &&
		   option.value != NULL && !option.optional) {
		line->option = word;
		line->option_length = length;
	}
}

static void complete_option(const struct line *line, const char *word)
{
	struct help_place place = { line->verb->help, false };
	struct help_option option, first;

	while (helpoption_next(&place, &option)) {
		struct help_place again = { line->verb->help, false };

		helpoption_find(&again, option.name, option.name_length,
				&first);
		if (first.name == option.name)
			candidate_print(word, option.name, option.name_length);
	}
}

/* An option may be listed once for each value. */
static void complete_value(const struct line *line, const char *word)
{
	struct help_place place = { line->verb->help, false };
	struct help_option option;
	bool found = false;

	while (helpoption_find(&place, line->option, line->option_length,
			       &option)) {
		found = true;
		candidates_value(word, option.value, option.value_length);
	}
	if (!found &&
	    find_option(line->verb, line->option, line->option_length, &option))
		candidates_value(word, option.value, option.value_length);
}

/* The operands of a line of usage are its words in capitals that are no
 * option's value; where there are more, the last stands for all of them. */
static void complete_from(const char *usage, unsigned int wanted,
			  const char *word)
{
	const char *end = usage + strcspn(usage, "\n"), *found = NULL;
	unsigned int operands = 0;
	bool value = false;

	while (usage < end && operands <= wanted) {
		size_t length = strcspn(usage, " \n");
		bool optional = *usage == '[';
		const char *name = usage + optional;

		if (*name >= 'A' && *name <= 'Z' && !value) {
			found = name;
			operands++;
		}
		value = *name == '-' && usage[length - 1] != ']';
		usage += length + 1;
	}
	if (found != NULL)
		candidates_value(word, found, strcspn(found, ".] \n"));
}

/* What follows `denali VERB ` in the next line of usage; null: there is none
 * left. */
static const char *next_usage(const struct verb *verb, const char *at)
{
	static const char next[] = "\n       denali ";
	const char *end = strstr(verb->help, "\n\n");

	at = at == NULL ? verb->help + strlen("usage: denali ") :
			  strstr(at, next);
	if (at == NULL || at > end)
		return NULL;
	if (*at == '\n')
		at += strlen(next);
	return at + strlen(verb->name) + (at[strlen(verb->name)] == ' ');
}

/* Is the word one of those between bars? */
static bool is_among(const char *bars, size_t length, const char *word)
{
	size_t size = strlen(word);

	while (length >= size) {
		const char *bar = memchr(bars, '|', length);
		size_t piece = bar != NULL ? (size_t)(bar - bars) : length;

		if (piece == size && memcmp(bars, word, size) == 0)
			return true;
		if (bar == NULL)
			return false;
		bars += piece + 1;
		length -= piece + 1;
	}
	return false;
}

/* A verb may have verbs of its own, each with a line of usage. */
static void complete_operand(const struct line *line, const char *word)
{
	const char *usage = NULL;

	while ((usage = next_usage(line->verb, usage)) != NULL) {
		size_t length = strcspn(usage, " \n");

		if (*usage < 'a' || *usage > 'z') {
			complete_from(usage, line->operands, word);
			return;
		}
		if (line->operands == 0) {
			candidates_value(word, usage, length);
		} else if (is_among(usage, length, line->first)) {
			complete_from(usage + length + (usage[length] == ' '),
				      line->operands - 1, word);
			return;
		}
	}
}

static void complete_first(const char *word)
{
	if (word[0] == '-') {
		candidate_print(word, "--help", 6);
		candidate_print(word, "--version", 9);
	} else {
		candidates_verbs(word);
	}
}

int complete_main(int count, char *words[])
{
	struct line line = { 0 };
	const char *word;

	if (count < 1)
		return 0;
	word = words[count - 1];
	if (count == 1) {
		complete_first(word);
		return 0;
	}
	line.verb = find_verb(words[0]);
	if (line.verb == NULL)
		return 0;
	for (int i = 1; i < count - 1; i++)
		take_word(&line, words[i]);
	if (line.option != NULL)
		complete_value(&line, word);
	else if (word[0] == '-' && !is_program(&line))
		complete_option(&line, word);
	else
		complete_operand(&line, word);
	return 0;
}
