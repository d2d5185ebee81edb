/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "bytes.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void reserve(struct bytes *bytes, size_t room)
{
	if (room <= bytes->room)
		return;
	if (room < 2 * bytes->room)
		room = 2 * bytes->room;
	bytes->data = realloc(bytes->data, room);
	if (bytes->data == NULL)
		abort();
	bytes->room = room;
}

void bytes_append(struct bytes *bytes, const void *data, size_t length)
{
	reserve(bytes, bytes->length + length + 1);
	memcpy(bytes->data + bytes->length, data, length);
	bytes->length += length;
	bytes->data[bytes->length] = '\0';
}

void bytes_append_text(struct bytes *bytes, const char *text)
{
	bytes_append(bytes, text, strlen(text));
}

void bytes_clear(struct bytes *bytes)
{
	bytes->length = 0;
	if (bytes->data != NULL)
		bytes->data[0] = '\0';
}

void bytes_free(struct bytes *bytes)
{
	free(bytes->data);
	*bytes = (struct bytes){ 0 };
}

bool bytes_same(const struct bytes *a, const struct bytes *b)
{
	return a->length == b->length &&
	       (a->length == 0 || memcmp(a->data, b->data, a->length) == 0);
}

bool bytes_read_file(struct bytes *bytes, const char *path)
{
	char buffer[65536];
	size_t length;
	FILE *file = fopen(path, "rb");

	if (file == NULL)
		return false;
	while ((length = fread(buffer, 1, sizeof buffer, file)) > 0)
		bytes_append(bytes, buffer, length);
	return fclose(file) == 0;
}

bool bytes_write_file(const struct bytes *bytes, const char *path)
{
	FILE *file = fopen(path, "wb");
	bool whole;

	if (file == NULL)
		return false;
	whole = fwrite(bytes->data, 1, bytes->length, file) == bytes->length;
	return fclose(file) == 0 && whole;
}

static void compile(regex_t *regex, const char *expression)
{
	int error = regcomp(regex, expression, REG_EXTENDED | REG_NEWLINE);
	char text[128];

	if (error == 0)
		return;
	regerror(error, regex, text, sizeof text);
	fprintf(stderr, "bad expression \"%s\": %s\n", expression, text);
	abort();
}

/* Finds a match; its start and end are written to where. */
static bool find(const struct bytes *bytes, const char *expression,
		 regmatch_t *where)
{
	regex_t regex;
	bool found;

	compile(&regex, expression);
	where->rm_so = 0;
	where->rm_eo = (regoff_t)bytes->length;
	found = regexec(&regex, bytes->data == NULL ? "" : bytes->data, 1,
			where, REG_STARTEND) == 0;
	regfree(&regex);
	return found;
}

bool bytes_match(const struct bytes *bytes, const char *expression)
{
	regmatch_t where;

	return find(bytes, expression, &where);
}

double bytes_number_after(const struct bytes *bytes, const char *prefix)
{
	regmatch_t where;
	char *end;
	double number;

	if (bytes->data == NULL || !find(bytes, prefix, &where))
		return -1;
	number = strtod(bytes->data + where.rm_eo, &end);
	return end == bytes->data + where.rm_eo ? -1 : number;
}
