/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "command.h"

#include <stdlib.h>
#include <string.h>

#include <ilwaco/supervisor.h>

char *word_next(struct words *words)
{
	return words->next < words->count ? words->word[words->next++] : NULL;
}

bool text_number(const char *text, uint32_t *number)
{
	char *end;
	unsigned long long value = strtoull(text, &end, 0);
	const char *unit = *end == '\0' ? NULL : strchr("KMG", *end);

	if (end == text || (*end != '\0' && (unit == NULL || end[1] != '\0')))
		return false;
	if (unit != NULL)
		value <<= 10 * (unit - "KMG" + 1);
	*number = (uint32_t)value;
	return value <= UINT32_MAX;
}

bool word_number(struct words *words, uint32_t *number)
{
	const char *word = word_next(words);

	return word != NULL && text_number(word, number);
}

char *word_value(struct words *words, const char *key)
{
	size_t length = strlen(key);
	char *word = words->next < words->count ? words->word[words->next] :
						  NULL;

	if (word == NULL || strncmp(word, key, length) != 0 ||
	    word[length] != '=')
		return NULL;
	words->next++;
	return word + length + 1;
}

bool word_is(struct words *words, const char *text)
{
	if (words->next == words->count ||
	    strcmp(words->word[words->next], text) != 0)
		return false;
	words->next++;
	return true;
}

const char *outcome(int32_t result)
{
	return result < 0 ? ilw_supervisor_error(result) : NULL;
}
