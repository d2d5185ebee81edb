/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "optionread.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "error.h"
#include "suggest.h"

#define OPTIONS_MAX 64

static int unknown(const char *verb, const struct option *known,
		   const char *word)
{
	const char *names[OPTIONS_MAX], *near = NULL;
	size_t count = 0;
	char name[64];

	while (count < OPTIONS_MAX && known[count].name != NULL) {
		names[count] = known[count].name;
		count++;
	}
	if (strncmp(word, "--", 2) == 0) {
		snprintf(name, sizeof name, "%.*s", (int)strcspn(word + 2, "="),
			 word + 2);
		near = suggest(name, names, count);
	}
	if (near != NULL)
		return error("%s: unknown option %s; did you mean --%s?", verb,
			     word, near);
	return error("%s: unknown option %s; see `denali help %s`", verb, word,
		     verb);
}

/* getopt_long() refused the word, for that reason: ':' or '?'. */
static int refuse(const char *verb, const struct option *known, int reason,
		  const char *word)
{
	char letter[3] = { '-', (char)optopt, '\0' };

	if (strncmp(word, "--", 2) != 0)
		word = letter;
	if (reason == ':')
		return error("%s: option %s needs a value; see `denali help "
			     "%s`",
			     verb, word, verb);
	/* optopt is 0 for a long option that is unknown. */
	if (word != letter && optopt != 0)
		return error("%s: option %s: takes no value", verb, word);
	return unknown(verb, known, word);
}

int option_read(const char *verb, int argc, char *argv[], const char *letters,
		const struct option *known,
		int (*take)(void *context, int option), void *context)
{
	int status = 0;

	optind = 0;
	opterr = 0;
	while (status == 0) {
		int index = optind > 0 ? optind : 1;
		int option = getopt_long(argc, argv, letters, known, NULL);

		if (option < 0)
			break;
		status = option == '?' || option == ':' ?
				 refuse(verb, known, option, argv[index]) :
				 take(context, option);
	}
	return status;
}

int option_choose(const char *option, const char *value,
		  const char *const words[], size_t count, const char *list)
{
	const char *near;

	for (size_t i = 0; i < count; i++)
		if (strcmp(value, words[i]) == 0)
			return (int)i;
	near = suggest(value, words, count);
	if (near != NULL)
		error("%s %s: unknown; did you mean %s?", option, value, near);
	else
		error("%s %s: not %s", option, value, list);
	return -1;
}

int option_output(enum output_kind *output, const char *value)
{
	static const char *const words[] = { "table", "json", "quiet" };
	int kind = option_choose("-o", value, words, 3, "table, json or quiet");

	if (kind < 0)
		return STATUS_ERROR;
	*output = (enum output_kind)kind;
	return 0;
}
