/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "advice.h"

#include <stdlib.h>

#include "error.h"
#include "hints.h"
#include "sdk.h"

void advise(const char *where, const char *said, size_t most)
{
	char *path = sdk_path("share/denali/hints"), *wrong;
	struct hints hints;

	/* A command that was taken out of its SDK has none. */
	if (path == NULL)
		return;
	wrong = hints_find(&hints, path, where, said);
	for (size_t i = 0; i < hints.count && i < most; i++)
		note("hint: %s", hints.advice[i]);
	hints_free(&hints);
	free(wrong);
	free(path);
}
