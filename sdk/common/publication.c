/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "publication.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void publication_write(const struct publication *publication,
		       char text[PUBLICATION_TEXT])
{
	snprintf(text, PUBLICATION_TEXT,
		 "service=%s time=%" PRIu64 " digest=sha256:%s",
		 publication->service, publication->time, publication->digest);
}

static bool is_alphanumeric(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool publication_is_name(const char *name, size_t length)
{
	if (length == 0 || length >= PUBLICATION_NAME)
		return false;
	for (size_t i = 0; i < length; i++)
		if (!is_alphanumeric(name[i]) && name[i] != '-')
			return false;
	return name[0] != '-' && name[length - 1] != '-';
}

bool publication_is_digest(const char *text, size_t length)
{
	if (length != PUBLICATION_DIGEST - 1)
		return false;
	for (size_t i = 0; i < length; i++)
		if (!(text[i] >= '0' && text[i] <= '9') &&
		    !(text[i] >= 'a' && text[i] <= 'f'))
			return false;
	return true;
}

/* Past the prefix at *text, if it is there. */
static bool skip(const char **text, const char *prefix)
{
	size_t length = strlen(prefix);

	if (strncmp(*text, prefix, length) != 0)
		return false;
	*text += length;
	return true;
}

static bool read_name(const char **text, char name[PUBLICATION_NAME])
{
	size_t length = strcspn(*text, " ");

	if (!publication_is_name(*text, length))
		return false;
	memcpy(name, *text, length);
	name[length] = '\0';
	*text += length;
	return true;
}

/* Up to 15 digits: some thirty thousand years. */
static bool read_time(const char **text, uint64_t *time)
{
	size_t length = strspn(*text, "0123456789");

	if (length == 0 || length > 15 || (**text == '0' && length > 1))
		return false;
	*time = 0;
	for (; length > 0; length--)
		*time = *time * 10 + (uint64_t)(*(*text)++ - '0');
	return true;
}

bool publication_read(const char *text, struct publication *publication)
{
	struct publication read;

	if (!skip(&text, "service=") || !read_name(&text, read.service) ||
	    !skip(&text, " time=") || !read_time(&text, &read.time) ||
	    !skip(&text, " digest=sha256:") ||
	    !publication_is_digest(text, strlen(text)))
		return false;
	memcpy(read.digest, text, sizeof read.digest);
	*publication = read;
	return true;
}
