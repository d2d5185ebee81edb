/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "schema.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "suggest.h"

#define KEYS_MAX 32

static const char *const type_names[] = {
	[TOML_TABLE] = "a table",   [TOML_ARRAY] = "an array",
	[TOML_STRING] = "a string", [TOML_INTEGER] = "an integer",
	[TOML_NUMBER] = "a number", [TOML_BOOLEAN] = "true or false",
	[TOML_TIME] = "a date",
};

/* "PATH:LINE: " and text, whose quoted parts may hold anything. */
void schema_tell(struct schema *schema, unsigned line, const char *text)
{
	char *message;

	if (line > 0)
		message = allocate_text("%s:%u: %s", schema->path, line, text);
	else
		message = allocate_text("%s: %s", schema->path, text);
	/* Those of C1 are two bytes in UTF-8. */
	for (char *c = message; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f ||
		    (*c == '\xc2' && (unsigned char)c[1] < 0xa0))
			*c = '?';
	schema->faults++;
	schema->tell(message);
	free(message);
}

/* "[network] inbound", "memory". */
static char *place(const struct schema *schema, const char *key)
{
	const char *title = schema->table != NULL ? schema->table->title : "";

	return allocate_text("%s%s%s", title, *title != '\0' ? " " : "", key);
}

void schema_fault(struct schema *schema, const struct toml_value *value,
		  const char *format, ...)
{
	char *where = place(schema, schema->key), *text, *whole;
	va_list arguments;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0)
		out_of_memory();
	va_end(arguments);
	whole = allocate_text("%s: %s", where, text);
	schema_tell(schema, value->line, whole);
	free(whole);
	free(text);
	free(where);
}

/* The title of another table that has such a key. */
static const char *belongs(const struct schema *schema, const char *key)
{
	if (schema->tables == NULL)
		return NULL;
	for (size_t i = 0; schema->tables[i] != NULL; i++)
		for (size_t j = 0; j < schema->tables[i]->count; j++)
			if (strcmp(schema->tables[i]->keys[j].name, key) == 0)
				return schema->tables[i]->title;
	return NULL;
}

static void unknown(struct schema *schema, const struct toml_value *value)
{
	const struct schema_table *table = schema->table;
	const char *names[KEYS_MAX], *near, *other;

	for (size_t i = 0; i < table->count && i < KEYS_MAX; i++)
		names[i] = table->keys[i].name;
	near = suggest(value->key, names, table->count);
	other = belongs(schema, value->key);
	if (other != NULL && *other == '\0')
		schema_fault(
			schema, value,
			"unknown key; it belongs before the first [table]");
	else if (other != NULL)
		schema_fault(schema, value, "unknown key; it belongs under %s",
			     other);
	else if (near != NULL)
		schema_fault(schema, value, "unknown key; did you mean %s?",
			     near);
	else
		schema_fault(schema, value,
			     "unknown key; take it out, or see which there are "
			     "in docs/manifest.md");
}

static void read_key(struct schema *schema, const struct toml_value *value,
		     void *context)
{
	const struct schema_table *table = schema->table;
	const struct schema_key *key = table->keys;

	while (key < table->keys + table->count &&
	       strcmp(key->name, value->key) != 0)
		key++;
	if (key == table->keys + table->count)
		unknown(schema, value);
	else if (key->type != value->type)
		schema_fault(schema, value, "must be %s, as in %s",
			     type_names[key->type], key->example);
	else if (key->take != NULL)
		key->take(schema, value, context);
}

void schema_read(struct schema *schema, const struct schema_table *table,
		 const struct toml_value *value, void *context)
{
	const struct schema_table *outer = schema->table;
	const char *key = schema->key;

	schema->table = table;
	for (const struct toml_value *inner = value->first; inner != NULL;
	     inner = inner->next) {
		schema->key = inner->key;
		if (table->take != NULL)
			table->take(schema, inner, context);
		else
			read_key(schema, inner, context);
	}
	schema->table = outer;
	schema->key = key;
}

void schema_each(struct schema *schema, const struct toml_value *array,
		 void (*read)(struct schema *schema,
			      const struct toml_value *value, void *context),
		 void *context)
{
	for (const struct toml_value *element = array->first; element != NULL;
	     element = element->next)
		if (schema_element(schema, element, TOML_TABLE))
			read(schema, element, context);
}

bool schema_element(struct schema *schema, const struct toml_value *element,
		    enum toml_type type)
{
	if (element->type == type)
		return true;
	schema_fault(schema, element, "holds %s; each element must be %s",
		     type_names[element->type], type_names[type]);
	return false;
}

bool schema_plain(struct schema *schema, const struct toml_value *text)
{
	if (text->length == 0) {
		schema_fault(schema, text, "must not be empty");
		return false;
	}
	for (size_t i = 0; i < text->length; i++)
		if ((unsigned char)text->text[i] < ' ' ||
		    text->text[i] == 0x7f) {
			schema_fault(schema, text,
				     "must not hold control characters");
			return false;
		}
	return true;
}

int schema_word(struct schema *schema, const struct toml_value *text,
		const char *const *words)
{
	char *list = NULL;
	size_t count;

	for (count = 0; words[count] != NULL; count++) {
		char *longer;

		if (strcmp(words[count], text->text) == 0 &&
		    strlen(words[count]) == text->length) {
			free(list);
			return (int)count;
		}
		longer = allocate_text("%s%s%s", count == 0 ? "" : list,
				       count == 0 ? "" : ", ", words[count]);
		free(list);
		list = longer;
	}
	schema_fault(schema, text, "\"%s\" is unknown; write one of %s",
		     text->text, list);
	free(list);
	return -1;
}

bool schema_known(struct schema *schema, const struct toml_value *document,
		  int64_t known)
{
	const struct toml_value *version = toml_find(document, "schema");
	char text[160];

	if (version != NULL && version->type == TOML_INTEGER &&
	    version->integer == known)
		return true;
	if (version == NULL)
		snprintf(text, sizeof text,
			 "schema: missing; begin the file with schema = "
			 "%" PRId64,
			 known);
	else if (version->type != TOML_INTEGER)
		snprintf(text, sizeof text,
			 "schema: must be an integer, as in schema = %" PRId64,
			 known);
	else if (version->integer > known)
		snprintf(text, sizeof text,
			 "schema: %" PRId64 " is newer than what this SDK "
			 "knows, %" PRId64 "; use a newer SDK",
			 version->integer, known);
	else
		snprintf(text, sizeof text,
			 "schema: there is no %" PRId64 "; write schema = "
			 "%" PRId64,
			 version->integer, known);
	schema_tell(schema, version != NULL ? version->line : 0, text);
	return false;
}
