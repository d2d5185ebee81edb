/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What HTTP is written in: headers, and names in addresses.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "http.h"

char *http_header(const struct http_answer *answer, const char *name)
{
	const char *line = (const char *)answer->headers.data;
	const char *end = line + answer->headers.length;
	size_t length = strlen(name);

	while (line < end) {
		const char *next = memchr(line, '\n', (size_t)(end - line));
		const char *from = line + length + 1, *to;

		if (next == NULL)
			break;
		to = next;
		if (from <= next && line[length] == ':' &&
		    strncasecmp(line, name, length) == 0) {
			while (from < to && isspace((unsigned char)*from))
				from++;
			while (to > from && isspace((unsigned char)to[-1]))
				to--;
			return allocate_text("%.*s", (int)(to - from), from);
		}
		line = next + 1;
	}
	return NULL;
}

char *http_escape(const char *text)
{
	struct buffer escaped = { 0 };

	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (isalnum(c) || strchr("-._~", c) != NULL)
			buffer_append(&escaped, &c, 1);
		else
			buffer_printf(&escaped, "%%%02X", c);
	}
	buffer_append(&escaped, "", 1);
	return (char *)escaped.memory;
}
