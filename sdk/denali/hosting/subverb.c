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
static void list(struct buffer *text, const char *const names[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		buffer_printf(text, "%s%s",
			      i == 0         ? "" :
			      i + 1 == count ? " or " :
					       ", ",
			      names[i]);
	buffer_append(text, "", 1);
}

int subverb_refuse(const char *const names[], size_t count, const char *verb,
		   const char *word)
{
	const char *near = word != NULL ? suggest(word, names, count) : NULL;
	struct buffer text = { 0 };
	int status;

	list(&text, names, count);
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
	const char *word = argc > 1 ? argv[1] : NULL, *names[KNOWN_MAX];

	if (word != NULL &&
	    (strcmp(word, "-h") == 0 || strcmp(word, "--help") == 0))
		return help_print(argv[0]);
	for (size_t i = 0; word != NULL && i < count; i++)
		if (strcmp(word, known[i].name) == 0)
			return known[i].main(argc - 1, argv + 1);
	for (size_t i = 0; i < count; i++)
		names[i] = known[i].name;
	return subverb_refuse(names, count, argv[0], word);
}
