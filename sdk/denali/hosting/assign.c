/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "assign.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "error.h"
#include "listing.h"
#include "parse.h"
#include "suggest.h"
#include "text.h"

#define KEYS_MAX 16

const struct assign_key assign_service[] = {
	{ "memory", NULL, ASSIGN_SIZE },
	{ "cpu-weight", "cpu.weight", ASSIGN_NUMBER },
	{ "cpu-cap", "cpu.cap", ASSIGN_PERCENT },
	{ "bandwidth-in", "bandwidth.in", ASSIGN_SIZE },
	{ "bandwidth-out", "bandwidth.out", ASSIGN_SIZE },
	{ "restart", NULL, ASSIGN_TEXT },
	{ "grace", NULL, ASSIGN_SECONDS },
	{ 0 },
};

const struct assign_key assign_tenant[] = {
	{ "services", NULL, ASSIGN_NUMBER },
	{ "instances", NULL, ASSIGN_NUMBER },
	{ "memory", NULL, ASSIGN_SIZE },
	{ "cpu", NULL, ASSIGN_NUMBER },
	{ "disk", NULL, ASSIGN_SIZE },
	{ "bandwidth", NULL, ASSIGN_SIZE },
	{ "image-bytes", NULL, ASSIGN_SIZE },
	{ "requests", NULL, ASSIGN_NUMBER },
	{ "ports", NULL, ASSIGN_NUMBER },
	{ 0 },
};

static const struct assign_key *find(const char *title, const char *name,
				     const struct assign_key keys[])
{
	const char *names[KEYS_MAX], *near;
	struct buffer list = { 0 };
	size_t count = 0;

	for (; keys[count].name != NULL; count++) {
		if (strcmp(keys[count].name, name) == 0) {
			buffer_free(&list);
			return &keys[count];
		}
		names[count] = keys[count].name;
		buffer_printf(&list, "%s%s", count > 0 ? ", " : "",
			      names[count]);
	}
	near = suggest(name, names, count);
	if (near != NULL)
		error("%s: %s: unknown; did you mean %s?", title, name, near);
	else
		error("%s: %s: unknown; it is one of %.*s", title, name,
		      (int)list.length, (char *)list.data);
	buffer_free(&list);
	return NULL;
}

static json_t *read_percent(const char *text)
{
	char *end;
	double value = strtod(text, &end);

	if (end == text || (*end != '\0' && strcmp(end, "%") != 0) ||
	    !(value >= 0 && value <= 1000000))
		return NULL;
	return json_real(value);
}

/* Null: it is no value of that kind. */
static json_t *read_value(enum assign_kind kind, const char *text)
{
	uint64_t number;

	switch (kind) {
	case ASSIGN_NUMBER:
		return parse_number(text, 0, INT64_MAX, &number) ?
			       json_integer((json_int_t)number) :
			       NULL;
	case ASSIGN_SIZE:
		return parse_size(text, &number) && number <= INT64_MAX ?
			       json_integer((json_int_t)number) :
			       NULL;
	case ASSIGN_SECONDS:
		return parse_time(text, &number) ?
			       json_real((double)number / 1000) :
			       NULL;
	case ASSIGN_PERCENT:
		return read_percent(text);
	default:
		return json_string(text);
	}
}

static void put(json_t *object, const char *path, json_t *value)
{
	const char *dot = strchr(path, '.');
	json_t *inner;
	char first[32];

	if (dot == NULL) {
		json_object_set_new(object, path, value);
		return;
	}
	snprintf(first, sizeof first, "%.*s", (int)(dot - path), path);
	inner = json_object_get(object, first);
	if (inner == NULL) {
		inner = json_object();
		json_object_set_new(object, first, inner);
	}
	put(inner, dot + 1, value);
}

static bool read_word(const char *title, const char *word,
		      const struct assign_key keys[], json_t *object)
{
	static const char *const kinds[] = {
		[ASSIGN_NUMBER] = "not a number",
		[ASSIGN_SIZE] = "not a size; write it as in 64M",
		[ASSIGN_PERCENT] = "not a percentage; write it as in 50%",
		[ASSIGN_SECONDS] = "not a time; write it as in 10s",
		[ASSIGN_TEXT] = "not text",
	};
	const char *equals = strchr(word, '=');
	const struct assign_key *key;
	json_t *value;
	char name[32];

	if (equals == NULL) {
		error("%s: %s: not of the form KEY=VALUE; write it as in %s=1",
		      title, word, keys[0].name);
		return false;
	}
	snprintf(name, sizeof name, "%.*s", (int)(equals - word), word);
	key = find(title, name, keys);
	value = key != NULL ? read_value(key->kind, equals + 1) : NULL;
	if (key != NULL && value == NULL)
		error("%s: %s: %s", title, word, kinds[key->kind]);
	if (value != NULL)
		put(object, key->path != NULL ? key->path : key->name, value);
	return value != NULL;
}

json_t *assign_read(const char *title, char *const words[], size_t count,
		    const struct assign_key keys[])
{
	json_t *object = json_object();

	for (size_t i = 0; i < count; i++)
		if (!read_word(title, words[i], keys, object)) {
			json_decref(object);
			return NULL;
		}
	return object;
}

/* ---- the other way ---- */

static const json_t *get(const json_t *object, const char *path)
{
	const char *dot = strchr(path, '.');
	char first[32];

	if (dot == NULL)
		return json_object_get(object, path);
	snprintf(first, sizeof first, "%.*s", (int)(dot - path), path);
	return get(json_object_get(object, first), dot + 1);
}

static void print_value(enum assign_kind kind, const json_t *value)
{
	double number = json_number_value(value);
	char text[TIME_TEXT_MAX];
	struct buffer shown = { 0 };

	if (kind == ASSIGN_SIZE && json_is_number(value))
		listing_size(&shown, (int64_t)number);
	else if (kind == ASSIGN_SECONDS && number > 0 && number < 1e9)
		printf("%s", time_text((uint64_t)(number * 1000 + 0.5), text));
	else if (json_is_number(value))
		printf("%.10g%s", number, kind == ASSIGN_PERCENT ? "%" : "");
	if (json_is_string(value))
		text_visible(&shown, (const uint8_t *)json_string_value(value),
			     json_string_length(value));
	printf("%.*s\n", (int)shown.length,
	       shown.length > 0 ? (char *)shown.data : "");
	buffer_free(&shown);
}

void assign_print(const json_t *object, const struct assign_key keys[],
		  const char *otherwise)
{
	for (; keys->name != NULL; keys++) {
		const json_t *value = get(
			object, keys->path != NULL ? keys->path : keys->name);

		if (value == NULL) {
			printf("%s: %s\n", keys->name, otherwise);
			continue;
		}
		printf("%s=", keys->name);
		print_value(keys->kind, value);
	}
}
