/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "ocireference.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "parse.h"

bool ocireference_is(const char *word)
{
	return strncmp(word, OCI_SCHEME, sizeof OCI_SCHEME - 1) == 0;
}

static bool is_small(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* What separates letters and digits within a part of a name: a point, one or
 * two underscores, or any number of hyphens.  Its length; 0: it is none. */
static size_t separator(const char *at)
{
	if (*at == '.')
		return 1;
	if (*at == '_')
		return at[1] == '_' ? 2 : 1;
	return strspn(at, "-");
}

static bool is_name(const char *name)
{
	for (;;) {
		if (!is_small(*name))
			return false;
		while (is_small(*name))
			name++;
		if (*name == '\0')
			return true;
		if (*name == '/') {
			name++;
			continue;
		}
		if (separator(name) == 0)
			return false;
		name += separator(name);
	}
}

static bool is_tag(const char *tag)
{
	if (!isalnum((unsigned char)*tag) && *tag != '_')
		return false;
	for (; *tag != '\0'; tag++)
		if (!isalnum((unsigned char)*tag) &&
		    strchr("_.-", *tag) == NULL)
			return false;
	return true;
}

/* The host's name or address; what is behind it is a port or nothing. */
static bool is_registry(const char *text)
{
	size_t length;
	uint64_t port;

	if (*text == '[') {
		length = strspn(text + 1, "0123456789abcdefABCDEF:.");
		if (length < 2 || text[length + 1] != ']')
			return false;
		text += length + 2;
	} else {
		length = 0;
		while (isalnum((unsigned char)text[length]) ||
		       (length > 0 && strchr("-.", text[length]) != NULL &&
			text[length] != '\0'))
			length++;
		if (length == 0)
			return false;
		text += length;
	}
	return *text == '\0' ||
	       (*text == ':' && parse_number(text + 1, 1, 65535, &port));
}

static bool is_loopback(const char *registry)
{
	static const char *const names[] = { "localhost", "127.0.0.1",
					     "[::1]" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		size_t length = strlen(names[i]);

		if (strncmp(registry, names[i], length) == 0 &&
		    (registry[length] == '\0' || registry[length] == ':'))
			return true;
	}
	return false;
}

/* The part up to one of the characters, which text is moved to. */
static bool take(const char **text, const char *until, char *part, size_t size)
{
	size_t length = strcspn(*text, until);

	if (length >= size)
		return false;
	memcpy(part, *text, length);
	part[length] = '\0';
	*text += length;
	return true;
}

static const char *read_digest(const char *text, struct oci_reference *read)
{
	if (*text == '\0')
		return NULL;
	if (strncmp(text, "@sha256:", 8) != 0 ||
	    !publication_is_digest(text + 8, strlen(text + 8)))
		return "its digest is not @sha256: and 64 hexadecimal digits";
	memcpy(read->digest, text + 8, sizeof read->digest);
	return NULL;
}

const char *ocireference_read(const char *word, struct oci_reference *reference)
{
	struct oci_reference read = { .tag = "latest" };
	const char *text = word + sizeof OCI_SCHEME - 1;

	if (!ocireference_is(word))
		return "it does not begin with " OCI_SCHEME;
	if (!take(&text, "/", read.registry, sizeof read.registry) ||
	    !is_registry(read.registry))
		return "its registry is not HOST or HOST:PORT";
	if (*text != '/')
		return "it has no name behind the registry; write " OCI_SCHEME
		       "REGISTRY/NAME:TAG";
	text++;
	if (!take(&text, ":@", read.name, sizeof read.name) ||
	    !is_name(read.name))
		return "its name is not of lower-case letters and digits, with "
		       "/ . _ - between them";
	if (*text == ':') {
		text++;
		if (!take(&text, "@", read.tag, sizeof read.tag) ||
		    !is_tag(read.tag))
			return "its tag is not of up to 128 letters, digits "
			       "and _ . -";
	}
	read.loopback = is_loopback(read.registry);
	*reference = read;
	return read_digest(text, reference);
}
