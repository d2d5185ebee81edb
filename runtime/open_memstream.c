/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Streams into memory that grows, of bytes or of wide characters.  The stream
 * itself is one of bytes, each a character in the only locale there is.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

struct memory {
	size_t unit; /* of a character, in bytes */
	char **text; /* the caller's, as is length, which is in characters */
	size_t *length;
	size_t used, room, position;
};

/* Makes room for so many, and the end. */
static int grow(struct memory *memory, size_t count)
{
	size_t room = memory->room;
	char *larger;

	if (count < room)
		return 0;
	while (room <= count)
		room *= 2;
	larger = reallocarray(*memory->text, room, memory->unit);
	if (larger == NULL)
		return -1;
	memset(larger + memory->room * memory->unit, 0,
	       (room - memory->room) * memory->unit);
	*memory->text = larger;
	memory->room = room;
	return 0;
}

static void put_one(struct memory *memory, size_t position, char byte)
{
	if (memory->unit == 1)
		(*memory->text)[position] = byte;
	else
		((wchar_t *)(void *)*memory->text)[position] =
			(wchar_t)(unsigned char)byte;
}

static ssize_t put(void *cookie, const char *bytes, size_t count)
{
	struct memory *memory = cookie;

	if (grow(memory, memory->position + count) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		put_one(memory, memory->position + i, bytes[i]);
	memory->position += count;
	if (memory->used < memory->position)
		memory->used = memory->position;
	put_one(memory, memory->used, '\0');
	*memory->length = memory->position;
	return (ssize_t)count;
}

static int seek(void *cookie, _off_t *offset, int whence)
{
	struct memory *memory = cookie;
	_off_t base = whence == SEEK_CUR ? (_off_t)memory->position :
		      whence == SEEK_END ? (_off_t)memory->used :
					   0;

	if (base + *offset < 0) {
		errno = EINVAL;
		return -1;
	}
	*offset += base;
	memory->position = (size_t)*offset;
	*memory->length = memory->position < memory->used ? memory->position :
							    memory->used;
	return 0;
}

static int end(void *cookie)
{
	free(cookie);
	return 0;
}

static FILE *open_stream(char **text, size_t *length, size_t unit)
{
	static const cookie_io_functions_t functions = { .write = put,
							 .seek = seek,
							 .close = end };
	struct memory *memory = malloc(sizeof *memory);
	FILE *file = NULL;

	if (memory == NULL)
		return NULL;
	*memory = (struct memory){
		.unit = unit, .text = text, .length = length, .room = 64
	};
	*text = calloc(memory->room, unit);
	*length = 0;
	if (*text != NULL)
		file = fopencookie(memory, "w", functions);
	if (file == NULL) {
		free(*text);
		free(memory);
	}
	return file;
}

FILE *open_memstream(char **text, size_t *length)
{
	if (text != NULL && length != NULL)
		return open_stream(text, length, sizeof(char));
	errno = EINVAL;
	return NULL;
}

FILE *open_wmemstream(wchar_t **text, size_t *length)
{
	if (text != NULL && length != NULL)
		return open_stream((char **)(void *)text, length,
				   sizeof(wchar_t));
	errno = EINVAL;
	return NULL;
}
