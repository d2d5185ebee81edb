/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "subverb.h"

#include <string.h>

#include "buffer.h"
#include "error.h"
#include "help.h"
#include "suggest.h"

#define KNOWN_MAX 16

/* "create, list or show" */
static void list(struct buffer *text, const struct subverb *known, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buffer_printf(text, "%s%s",
			      i == 0         ? "" :
			      i + 1 == count ? " or " :
					       ", ",
			      known[i].name);
	buffer_append(text, "", 1);
}

static int refuse(const struct subverb *known, size_t count, const char *verb,
		  const char *word)
{
	const char *names[KNOWN_MAX], *near = NULL;
	struct buffer text = { 0 };
	int status;

	for (size_t i = 0; i < count; i++)
		names[i] = known[i].name;
	list(&text, known, count);
	if (word != NULL)
		near = suggest(word, names, count);
	if (word == NULL)
		status = error("%s: say what to do: %s; see `denali help %s`",
			       verb, (const char *)text.data, verb);
	else if (near != NULL)
		status = error("%s %s: unknown; did you mean %s?", verb, word,
			       near);
	else
		status = error("%s %s: unknown; it is %s", verb, word,
			       (const char *)text.data);
	buffer_free(&text);
	return status;
}

int subverb_run(const struct subverb *known, size_t count, int argc,
		char *argv[])
{
	const char *word = argc > 1 ? argv[1] : NULL;

	if (word != NULL &&
	    (strcmp(word, "-h") == 0 || strcmp(word, "--help") == 0))
		return help_print(argv[0]);
	for (size_t i = 0; word != NULL && i < count; i++)
		if (strcmp(word, known[i].name) == 0)
			return known[i].main(argc - 1, argv + 1);
	return refuse(known, count, argv[0], word);
}
