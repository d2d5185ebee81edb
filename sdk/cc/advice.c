/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "advice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "hints.h"
#include "options.h"
#include "sdk.h"

/* gcc knows its own options only. */
static void correct(const char *said)
{
	static const char begin[] = "unrecognized command-line option '";
	const char *word = strstr(said, begin), *meant;
	char *option;

	if (word == NULL)
		return;
	word += strlen(begin);
	option = need(strndup(word, strcspn(word, "'")));
	meant = options_meant(option);
	if (meant != NULL)
		fprintf(stderr, "denali-cc: hint: did you mean %s?\n", meant);
	free(option);
}

void advise(struct buffer *said)
{
	char *path = sdk_path("share/denali/hints"), *wrong;
	struct hints hints;

	buffer_add(said, "", 1);
	correct(said->data);
	wrong = hints_find(&hints, path, "cc", said->data);
	for (size_t i = 0; i < hints.count; i++)
		fprintf(stderr, "denali-cc: hint: %s\n", hints.advice[i]);
	if (wrong != NULL)
		fprintf(stderr, "denali-cc: no hints: %s\n", wrong);
	hints_free(&hints);
	free(wrong);
	free(path);
	buffer_free(said);
}
