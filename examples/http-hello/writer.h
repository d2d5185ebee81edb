/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Text put together in a buffer of fixed size; what does not fit is left out.
 * Smaller and quicker than printf, which an answer would need three times.
 */
#ifndef HTTP_WRITER_H
#define HTTP_WRITER_H

#include <stddef.h>
#include <string.h>

struct writer {
	char *at;
	char *end;
};

static inline void put_bytes(struct writer *writer, const char *text,
			     size_t length)
{
	size_t room = (size_t)(writer->end - writer->at);

	if (length > room)
		length = room;
	memcpy(writer->at, text, length);
	writer->at += length;
}

static inline void put(struct writer *writer, const char *text)
{
	put_bytes(writer, text, strlen(text));
}

/* In decimal, with at least so many digits. */
static inline void put_number(struct writer *writer, unsigned long number,
			      unsigned int digits)
{
	char text[20];
	char *at = text + sizeof(text);

	do {
		*--at = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0 || at > text + sizeof(text) - digits);
	put_bytes(writer, at, (size_t)(text + sizeof(text) - at));
}

#endif
