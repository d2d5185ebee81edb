/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "advice.h"

#include <stdio.h>
#include <stdlib.h>

#include "hints.h"
#include "sdk.h"

void advise(struct buffer *said)
{
	char *path = sdk_path("share/denali/hints"), *wrong;
	struct hints hints;

	buffer_add(said, "", 1);
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
