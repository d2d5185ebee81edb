/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A queue of bytes that grows: appended at the end, taken from the front.
 *
 * Zero-initialised is empty.  Running out of memory ends the program with
 * STATUS_ERROR: nothing this command does goes on usefully without it.
 */
#ifndef DENALI_CMD_BUFFER_H
#define DENALI_CMD_BUFFER_H

#include <stddef.h>
#include <stdint.h>

#include "memory.h"

struct buffer {
	uint8_t *data; /* the front; length bytes are there */
	size_t length;
	uint8_t *memory; /* what was allocated; data points into it */
	size_t room;     /* bytes at memory */
};

void buffer_append(struct buffer *buffer, const void *data, size_t length);
void buffer_printf(struct buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Drop length bytes, at most what is there, at the front. */
void buffer_take(struct buffer *buffer, size_t length);

/* Empty it and give its memory back. */
void buffer_free(struct buffer *buffer);

#endif
