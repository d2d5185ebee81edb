/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "flat.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "text.h"

static void add_line(struct flat *flat, const char *name,
		     const struct buffer *text)
{
	struct flat_line *lines = reallocarray(flat->lines, flat->count + 1,
					       sizeof *lines);

	if (lines == NULL)
		out_of_memory();
	flat->lines = lines;
	lines[flat->count++] = (struct flat_line){
		allocate_text("%s", name),
		allocate_text("%.*s", (int)text->length,
			      text->length > 0 ? (const char *)text->data : ""),
	};
}

static bool is_scalar(json_t *json)
{
	return !json_is_object(json) && !json_is_array(json);
}

static void append_scalar(struct buffer *text, json_t *json)
{
	if (json_is_string(json))
		text_visible(text, (const uint8_t *)json_string_value(json),
			     json_string_length(json));
	else if (json_is_integer(json))
		buffer_printf(text, "%" JSON_INTEGER_FORMAT,
			      json_integer_value(json));
	else if (json_is_real(json))
		buffer_printf(text, "%g", json_real_value(json));
	else if (json_is_boolean(json))
		buffer_printf(text, json_is_true(json) ? "yes" : "no");
}

static void add_value(struct flat *flat, const char *name, json_t *json);

/* A dot, but before what is a path. */
static char *join(const char *name, const char *key)
{
	struct buffer visible = { 0 };
	char *joined;

	text_visible(&visible, (const uint8_t *)key, strlen(key));
	joined = allocate_text("%s%s%.*s", name,
			       *name == '\0' || *key == '/' ? "" : ".",
			       (int)visible.length,
			       visible.length > 0 ? (char *)visible.data : "");
	buffer_free(&visible);
	return joined;
}

static void add_object(struct flat *flat, const char *name, json_t *json)
{
	for (void *at = json_object_iter(json); at != NULL;
	     at = json_object_iter_next(json, at)) {
		char *inner = join(name, json_object_iter_key(at));

		add_value(flat, inner, json_object_iter_value(at));
		free(inner);
	}
}

/* What an object in an array goes by. */
static char *element_name(json_t *element, size_t number)
{
	static const char *const keys[] = { "name", "path", "target",
					    "segment" };

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		const char *text = json_string_value(
			json_object_get(element, keys[i]));

		if (text != NULL)
			return allocate_text("%s", text);
	}
	return allocate_text("%zu", number);
}

static void add_elements(struct flat *flat, const char *name, json_t *json)
{
	for (size_t i = 0; i < json_array_size(json); i++) {
		json_t *element = json_array_get(json, i);
		char *key = element_name(element, i);
		char *inner = join(name, key);

		add_value(flat, inner, element);
		free(inner);
		free(key);
	}
}

static void add_scalars(struct flat *flat, const char *name, json_t *json)
{
	struct buffer text = { 0 };

	for (size_t i = 0; i < json_array_size(json); i++) {
		buffer_printf(&text, i > 0 ? ", " : "");
		append_scalar(&text, json_array_get(json, i));
	}
	if (json_array_size(json) == 0)
		buffer_printf(&text, "none");
	add_line(flat, name, &text);
	buffer_free(&text);
}

static void add_value(struct flat *flat, const char *name, json_t *json)
{
	if (json_is_object(json)) {
		add_object(flat, name, json);
	} else if (json_is_array(json) && !is_scalar(json_array_get(json, 0)) &&
		   json_array_size(json) > 0) {
		add_elements(flat, name, json);
	} else if (json_is_array(json)) {
		add_scalars(flat, name, json);
	} else if (!json_is_null(json)) {
		struct buffer text = { 0 };

		append_scalar(&text, json);
		add_line(flat, name, &text);
		buffer_free(&text);
	}
}

void flat_make(struct flat *flat, json_t *document)
{
	*flat = (struct flat){ 0 };
	add_value(flat, "", document);
}

void flat_free(struct flat *flat)
{
	for (size_t i = 0; i < flat->count; i++) {
		free(flat->lines[i].name);
		free(flat->lines[i].text);
	}
	free(flat->lines);
	*flat = (struct flat){ 0 };
}

static int compare(const void *one, const void *other)
{
	const struct flat_line *a = one, *b = other;

	int order = strcmp(a->name, b->name);

	return order != 0 ? order : strcmp(a->text, b->text);
}

void flat_sort(struct flat *flat)
{
	if (flat->count > 0)
		qsort(flat->lines, flat->count, sizeof *flat->lines, compare);
}
