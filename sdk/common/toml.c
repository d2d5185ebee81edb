/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "toml.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"

struct toml_value *toml_add(struct toml_value *parent, enum toml_type type,
			    const char *key)
{
	struct toml_value *value = allocate(1, sizeof *value);

	value->type = type;
	value->key = key != NULL ? allocate_text("%s", key) : NULL;
	if (parent == NULL)
		return value;
	if (parent->last != NULL)
		parent->last->next = value;
	else
		parent->first = value;
	parent->last = value;
	return value;
}

void toml_set_text(struct toml_value *value, const char *text, size_t length)
{
	value->text = allocate(length + 1, 1);
	value->length = length;
	memcpy(value->text, text, length);
}

void toml_free(struct toml_value *document)
{
	while (document != NULL) {
		struct toml_value *next = document->next;

		toml_free(document->first);
		free(document->key);
		free(document->text);
		free(document);
		document = next;
	}
}

const struct toml_value *toml_find(const struct toml_value *table,
				   const char *key)
{
	const struct toml_value *value = table->first;

	while (value != NULL && strcmp(value->key, key) != 0)
		value = value->next;
	return value;
}
