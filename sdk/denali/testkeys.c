/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "testkeys.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "parse.h"

#define TIME_MAX_MS 3600000

size_t test_count(const struct toml_value *array)
{
	size_t count = 0;

	for (const struct toml_value *element = array->first; element != NULL;
	     element = element->next)
		count++;
	return count;
}

void test_take_bytes(const struct toml_value *value, struct test_bytes *bytes)
{
	free(bytes->data);
	bytes->data = allocate(value->length + 1, 1);
	bytes->length = value->length;
	memcpy(bytes->data, value->text, value->length);
}

/* Words of a command line end at a NUL. */
static bool is_word(struct schema *schema, const struct toml_value *element)
{
	if (!schema_element(schema, element, TOML_STRING))
		return false;
	if (strlen(element->text) == element->length)
		return true;
	schema_fault(schema, element, "must not hold a NUL");
	return false;
}

void test_take_words(struct schema *schema, const struct toml_value *value,
		     struct test_words *words)
{
	words->all = allocate(test_count(value), sizeof words->all[0]);
	for (const struct toml_value *element = value->first; element != NULL;
	     element = element->next)
		if (is_word(schema, element))
			words->all[words->count++] = allocate_text(
				"%s", element->text);
}

static bool compile(struct schema *schema, const struct toml_value *element,
		    struct test_pattern *pattern)
{
	char reason[128];
	int fault = regcomp(&pattern->regex, element->text,
			    REG_EXTENDED | REG_NEWLINE);

	if (fault == 0)
		return true;
	regerror(fault, &pattern->regex, reason, sizeof reason);
	schema_fault(schema, element,
		     "\"%s\" is not a POSIX extended regular expression: %s; "
		     "put \\\\ before a character that stands for itself",
		     element->text, reason);
	return false;
}

void test_take_patterns(struct schema *schema, const struct toml_value *value,
			struct test_patterns *patterns)
{
	patterns->all = allocate(test_count(value), sizeof patterns->all[0]);
	for (const struct toml_value *element = value->first; element != NULL;
	     element = element->next) {
		struct test_pattern *pattern = &patterns->all[patterns->count];

		if (!is_word(schema, element) ||
		    !compile(schema, element, pattern))
			continue;
		pattern->text = allocate_text("%s", element->text);
		patterns->count++;
	}
}

void test_take_time(struct schema *schema, const struct toml_value *value,
		    int64_t *milliseconds)
{
	uint64_t time;

	if (!parse_time(value->text, &time) || time == 0 || time > TIME_MAX_MS)
		schema_fault(schema, value,
			     "\"%s\" is not a time up to 1h; write \"30s\", "
			     "say",
			     value->text);
	else
		*milliseconds = (int64_t)time;
}

void test_take_number(struct schema *schema, const struct toml_value *value,
		      int64_t least, int64_t most, int64_t *number)
{
	if (value->integer < least || value->integer > most)
		schema_fault(schema, value,
			     "must be a number from %" PRId64 " to %" PRId64,
			     least, most);
	else
		*number = value->integer;
}

void test_words_free(struct test_words *words)
{
	for (size_t i = 0; i < words->count; i++)
		free(words->all[i]);
	free(words->all);
}

void test_patterns_free(struct test_patterns *patterns)
{
	for (size_t i = 0; i < patterns->count; i++) {
		free(patterns->all[i].text);
		regfree(&patterns->all[i].regex);
	}
	free(patterns->all);
}

bool test_matches(const struct test_pattern *pattern, const void *text,
		  size_t length)
{
	regmatch_t range = { .rm_so = 0, .rm_eo = (regoff_t)length };

	return regexec(&pattern->regex, length > 0 ? text : "", 1, &range,
		       REG_STARTEND) == 0;
}
