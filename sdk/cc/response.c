/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "response.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "error.h"

/* As gcc: beyond that, a file is taken to name itself. */
#define NESTED_MAX 2000

struct words {
	char **list;
	int count, room;
	int files;
};

static void add_word(struct words *words, char *word)
{
	if (words->count + 1 >= words->room) {
		words->room = words->room * 2 + 16;
		words->list = need(realloc(
			words->list, (size_t)words->room * sizeof(char *)));
	}
	words->list[words->count++] = word;
	words->list[words->count] = NULL;
}

/* The file's text, or NULL where it cannot be read. */
static char *read_text(const char *path)
{
	FILE *file = fopen(path, "r");
	struct buffer text = { 0 };
	char part[4096];
	size_t count;
	bool whole;

	if (file == NULL)
		return NULL;
	while ((count = fread(part, 1, sizeof(part), file)) > 0)
		buffer_add(&text, part, count);
	whole = !ferror(file);
	fclose(file);
	buffer_add(&text, "", 1);
	if (whole)
		return text.data;
	buffer_free(&text);
	return NULL;
}

/* Cuts the first word off a text that begins with one; returns the rest. */
static char *cut_word(char *text)
{
	char *into = text;
	char quote = '\0';

	for (; *text != '\0'; text++) {
		if (*text == '\\' && text[1] != '\0')
			*into++ = *++text;
		else if (quote == '\0' && isspace((unsigned char)*text))
			break;
		else if (quote == '\0' && (*text == '\'' || *text == '"'))
			quote = *text;
		else if (quote != '\0' && *text == quote)
			quote = '\0';
		else
			*into++ = *text;
	}
	if (*text != '\0')
		text++;
	*into = '\0';
	return text;
}

static void expand(struct words *words, char *word)
{
	char *text = word[0] == '@' ? read_text(word + 1) : NULL;

	if (text == NULL) {
		add_word(words, word);
		return;
	}
	if (words->files++ == NESTED_MAX)
		fail("%s: too many files with options, or one that names"
		     " itself",
		     word);
	for (;;) {
		char *first;

		while (isspace((unsigned char)*text))
			text++;
		if (*text == '\0')
			return;
		first = text;
		text = cut_word(text);
		expand(words, first);
	}
}

char **response_expand(int *argc, char **argv)
{
	struct words words = { 0 };

	for (int i = 0; i < *argc; i++)
		expand(&words, argv[i]);
	*argc = words.count;
	return words.list;
}
