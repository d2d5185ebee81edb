/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "purpose.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "options.h"

/* Options by which gcc prints something and is done; a star stands for more
 * letters. */
static const char *const answers[] = {
	"-E",
	"-M",
	"-MM",
	"-###",
	"-dumpmachine",
	"-dumpversion",
	"-dumpfullversion",
	"-dumpspecs",
	"-print-*",
	"--print-*",
	"--version",
	"--help*",
	"--target-help",
	"--preprocess",
	"--dependencies",
	"--user-dependencies",
	NULL,
};

static const char *const translations[] = {
	"-c", "-S", "-r", "-fsyntax-only", "--compile", "--assemble", NULL,
};

/* What gcc compiles or assembles, by the ends of their names. */
static const char *const suffixes[] = {
	".c",   ".i",   ".h",   ".s",   ".S",   ".sx",  ".cc", ".cp",
	".cxx", ".cpp", ".CPP", ".c++", ".C",   ".ii",  ".hh", ".H",
	".hp",  ".hxx", ".hpp", ".HPP", ".h++", ".tcc", NULL,
};

static bool is_one_of(const char *const *list, const char *word)
{
	for (; *list != NULL; list++) {
		size_t length = strlen(*list);

		if ((*list)[length - 1] == '*' ?
			    strncmp(*list, word, length - 1) == 0 :
			    strcmp(*list, word) == 0)
			return true;
	}
	return false;
}

static bool is_source(const char *word)
{
	const char *slash = strrchr(word, '/');
	const char *dot = strrchr(slash == NULL ? word : slash, '.');

	if (strcmp(word, "-") == 0)
		return true;
	return word[0] != '-' && dot != NULL && is_one_of(suffixes, dot);
}

/* The file of a linker's option -Map, wherever it stands in the word. */
static char *map_file(const char *word)
{
	const char *found = strstr(word, "-Map");

	if (found == NULL ||
	    (strncmp(word, "-Wl,", 4) != 0 && found > word + 1))
		return NULL;
	found += strlen("-Map");
	if (*found != '=' && *found != ',')
		return NULL;
	found++;
	return need(strndup(found, strcspn(found, ",")));
}

/* Takes an option's argument, or the word with which it is joined. */
static void read_output(struct purpose *purpose, const char *word,
			const char *next)
{
	if (strcmp(word, "-o") == 0 || strcmp(word, "--output") == 0)
		purpose->output = next != NULL ? next : purpose->output;
	else if (strncmp(word, "-o", 2) == 0)
		purpose->output = word + 2;
	else if (strncmp(word, "--output=", 9) == 0)
		purpose->output = word + 9;
}

static void read_map(struct purpose *purpose, const char *word)
{
	char *map = map_file(word);

	if (map == NULL)
		return;
	free(purpose->map);
	purpose->map = map;
}

void purpose_read(struct purpose *purpose, char **words)
{
	int count = 0;

	*purpose = (struct purpose){ .kind = PURPOSE_LINK, .output = "a.out" };
	while (words[count] != NULL)
		count++;
	purpose->sources = need(
		calloc((size_t)count + 1, sizeof(*purpose->sources)));
	for (int i = 0; i < count; i++) {
		read_output(purpose, words[i], words[i + 1]);
		if (is_one_of(answers, words[i]))
			purpose->kind = PURPOSE_ANSWER;
		else if (purpose->kind == PURPOSE_LINK &&
			 is_one_of(translations, words[i]))
			purpose->kind = PURPOSE_TRANSLATE;
		if (is_source(words[i]))
			purpose->sources[purpose->source_count++] = words[i];
		if (strcmp(words[i], "-Xlinker") == 0 && i + 1 < count)
			read_map(purpose, words[i + 1]);
		read_map(purpose, words[i]);
		i += options_take_argument(words[i]);
	}
}

void purpose_free(struct purpose *purpose)
{
	free(purpose->map);
	free(purpose->sources);
}
