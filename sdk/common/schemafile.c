/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Documents in files, in TOML: apart from schema.c, for those who have theirs
 * from elsewhere and no parser of TOML.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "remedy.h"
#include "schema.h"

/* For whoever has not seen TOML before. */
#define KEY_VALUE "; a line is KEY = VALUE, with texts in quotation marks"

/* No file that people write is near it. */
#define FILE_MAX 0x100000

static void tell_unread(struct schema *schema)
{
	char *text = allocate_text("cannot be read: %s; %s", strerror(errno),
				   remedy(errno));

	schema_tell(schema, 0, text);
	free(text);
}

/* The file's bytes; null, told: it cannot be read. */
static char *read_file(struct schema *schema, size_t *length)
{
	char *text = allocate(FILE_MAX + 1, 1);
	FILE *file = fopen(schema->path, "rb");

	*length = file != NULL ? fread(text, 1, FILE_MAX + 1, file) : 0;
	if (file != NULL && !ferror(file) && *length <= FILE_MAX) {
		fclose(file);
		return text;
	}
	if (*length > FILE_MAX)
		schema_tell(schema, 0,
			    "larger than 1 MiB, which no such file is");
	else if (errno == EISDIR)
		schema_tell(schema, 0, "is a directory; name the file in it");
	else
		tell_unread(schema);
	if (file != NULL)
		fclose(file);
	free(text);
	return NULL;
}

struct toml_value *schema_parse(struct schema *schema, const char *text,
				size_t length, int64_t known)
{
	struct toml_value *document;
	struct toml_error error;
	char *message;

	document = toml_parse(text, length, &error);
	if (document == NULL) {
		message = allocate_text("not TOML, at column %u: %s" KEY_VALUE,
					error.column, error.text);
		schema_tell(schema, error.line, message);
		free(message);
		return NULL;
	}
	if (schema_known(schema, document, known))
		return document;
	toml_free(document);
	return NULL;
}

struct toml_value *schema_open(struct schema *schema, int64_t known)
{
	struct toml_value *document;
	size_t length;
	char *text = read_file(schema, &length);

	if (text == NULL)
		return NULL;
	document = schema_parse(schema, text, length, known);
	free(text);
	return document;
}
