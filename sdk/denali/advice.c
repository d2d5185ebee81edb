/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "advice.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "hints.h"
#include "memory.h"
#include "sdk.h"

#define HINTS_TOLD 16

/* Instances of one image die alike: each hint is given once. */
static bool is_new(const char *hint)
{
	static char *told[HINTS_TOLD];
	static size_t count;

	for (size_t i = 0; i < count; i++)
		if (strcmp(told[i], hint) == 0)
			return false;
	if (count < HINTS_TOLD)
		told[count++] = allocate_text("%s", hint);
	return true;
}

void advise(const char *where, const char *said, size_t most)
{
	char *path = sdk_path("share/denali/hints"), *wrong;
	struct hints hints;

	/* A command that was taken out of its SDK has none. */
	if (path == NULL)
		return;
	wrong = hints_find(&hints, path, where, said);
	for (size_t i = 0; i < hints.count && i < most; i++)
		if (is_new(hints.advice[i]))
			note("hint: %s", hints.advice[i]);
	hints_free(&hints);
	free(wrong);
	free(path);
}
