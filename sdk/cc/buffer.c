/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "buffer.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "error.h"

static void make_room(struct buffer *buffer, size_t length)
{
	size_t room = buffer->room == 0 ? 256 : buffer->room;

	while (room - buffer->length < length)
		room *= 2;
	if (room == buffer->room)
		return;
	buffer->data = need(realloc(buffer->data, room));
	buffer->room = room;
}

size_t buffer_add(struct buffer *buffer, const void *data, size_t length)
{
	size_t offset = buffer->length;

	make_room(buffer, length);
	if (data == NULL)
		memset(buffer->data + offset, 0, length);
	else
		memcpy(buffer->data + offset, data, length);
	buffer->length += length;
	return offset;
}

size_t buffer_add_string(struct buffer *buffer, const char *string)
{
	return buffer_add(buffer, string, strlen(string) + 1);
}

size_t buffer_add_text(struct buffer *buffer, const char *text)
{
	return buffer_add(buffer, text, strlen(text));
}

void buffer_align(struct buffer *buffer, size_t unit)
{
	buffer_add(buffer, NULL, -buffer->length & (unit - 1));
}

void buffer_free(struct buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct buffer){ 0 };
}

/* A file in memory, not closed on exec, as the compiler opens it through us.
 * It must not have a number that the environment says is make's jobserver,
 * which a make below the compiler would close. */
static int make_file(const char *name)
{
	enum { ABOVE_OTHERS = 100 };
	int low = memfd_create(name, 0);
	int file = low < 0 ? -1 : fcntl(low, F_DUPFD, ABOVE_OTHERS);

	if (file < 0)
		fail_errno("cannot make a file in memory");
	close(low);
	return file;
}

char *buffer_as_file(struct buffer *buffer, const char *name)
{
	int file = make_file(name);
	size_t done = 0;
	char *path;

	while (done < buffer->length) {
		ssize_t count = write(file, buffer->data + done,
				      buffer->length - done);

		if (count < 0)
			fail_errno("cannot write a file in memory");
		done += (size_t)count;
	}
	buffer_free(buffer);
	if (asprintf(&path, "/proc/self/fd/%d", file) < 0)
		fail("out of memory");
	return path;
}
