/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "optionrefuse.h"

#include <stddef.h>
#include <string.h>

#include "error.h"
#include "suggest.h"

#define OPTIONS_MAX 64

static int unknown(const char *verb, const struct option *known,
		   const char *word)
{
	const char *names[OPTIONS_MAX], *near = NULL;
	size_t count = 0;

	while (count < OPTIONS_MAX && known[count].name != NULL) {
		names[count] = known[count].name;
		count++;
	}
	if (strncmp(word, "--", 2) == 0)
		near = suggest(word + 2, names, count);
	if (near != NULL)
		return error("%s: unknown option %s; did you mean --%s?", verb,
			     word, near);
	return error("%s: unknown option %s; see `denali help %s`", verb, word,
		     verb);
}

int option_refuse(const char *verb, const struct option *known, int reason,
		  const char *word)
{
	char letter[3] = { '-', (char)optopt, '\0' };

	if (strncmp(word, "--", 2) != 0)
		word = letter;
	if (reason == ':')
		return error("%s: option %s needs a value; see `denali help "
			     "%s`",
			     verb, word, verb);
	if (word != letter && optopt != 0)
		return error("%s: option %s: takes no value", verb, word);
	return unknown(verb, known, word);
}
