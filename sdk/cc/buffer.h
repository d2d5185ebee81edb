/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Bytes that grow.  All zero is an empty buffer.  Running out of memory ends
 * the program.
 */
#ifndef CC_BUFFER_H
#define CC_BUFFER_H

#include <stddef.h>

struct buffer {
	char *data;
	size_t length;
	size_t room;
};

/* Adds length bytes, a copy of data, or zeros where data is NULL.  Returns
 * the offset of the first. */
size_t buffer_add(struct buffer *buffer, const void *data, size_t length);

/* Adds a string with its NUL, or without. */
size_t buffer_add_string(struct buffer *buffer, const char *string);
size_t buffer_add_text(struct buffer *buffer, const char *text);

/* Adds zeros up to a multiple of unit, a power of two. */
void buffer_align(struct buffer *buffer, size_t unit);

void buffer_free(struct buffer *buffer);

/* A file in memory that holds the buffer's bytes, which it frees.  Returns a
 * path that this process and those it starts can open it by; the caller frees
 * the string.  The file goes when the last of them ends.  They may write to it
 * too. */
char *buffer_as_file(struct buffer *buffer, const char *name);

#endif
