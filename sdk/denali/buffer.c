/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"

#define ROOM_MIN 256

void out_of_memory(void)
{
	exit(error("out of memory on this machine"));
}

/* Make room for length more bytes after the last. */
static void reserve(struct buffer *buffer, size_t length)
{
	size_t front = (size_t)(buffer->data - buffer->memory);
	size_t room = buffer->room > ROOM_MIN ? buffer->room : ROOM_MIN;

	if (buffer->room - front - buffer->length >= length)
		return;
	if (buffer->length > 0)
		memmove(buffer->memory, buffer->data, buffer->length);
	while (room - buffer->length < length)
		room *= 2;
	if (room != buffer->room) {
		uint8_t *memory = realloc(buffer->memory, room);

		if (memory == NULL)
			out_of_memory();
		buffer->memory = memory;
		buffer->room = room;
	}
	buffer->data = buffer->memory;
}

void buffer_append(struct buffer *buffer, const void *data, size_t length)
{
	if (length == 0)
		return;
	reserve(buffer, length);
	memcpy(buffer->data + buffer->length, data, length);
	buffer->length += length;
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
	va_list arguments;
	char *text;
	int length;

	va_start(arguments, format);
	length = vasprintf(&text, format, arguments);
	va_end(arguments);
	if (length < 0)
		out_of_memory();
	buffer_append(buffer, text, (size_t)length);
	free(text);
}

void buffer_take(struct buffer *buffer, size_t length)
{
	if (length > buffer->length)
		length = buffer->length;
	buffer->length -= length;
	buffer->data = buffer->length > 0 ? buffer->data + length :
					    buffer->memory;
}

void buffer_free(struct buffer *buffer)
{
	free(buffer->memory);
	*buffer = (struct buffer){ 0 };
}
