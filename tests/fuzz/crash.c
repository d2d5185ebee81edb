/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Crash tokens and post-mortem files, which come from others: what is believed
 * is written again as it was.
 */
#include <stdlib.h>
#include <string.h>

#include "core.h"
#include "token.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_token(const char *data, size_t size)
{
	char problem[TOKEN_PROBLEM_MAX] = "", text[TOKEN_TEXT_MAX];
	struct token token, again;

	if (token_length(data, size) > size)
		abort();
	if (!token_read(&token, data, size, problem)) {
		if (problem[0] == '\0')
			abort();
		return;
	}
	token_text(&token, text);
	if (!token_read(&again, text, strlen(text), problem) ||
	    memcmp(&token, &again, sizeof token) != 0)
		abort();
}

static void try_core(const uint8_t *data, size_t size)
{
	struct buffer made = { 0 };
	struct core_note note;

	if (core_parse(&note, data, size) != NULL)
		return;
	core_make(&made, &note);
	if (made.length != size || memcmp(made.data, data, size) != 0)
		abort();
	buffer_free(&made);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_token((const char *)data, size);
	try_core(data, size);
	return 0;
}
