/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A growing string of bytes, for what programs print.
 *
 * data is always NUL-terminated after length bytes, so that text in it can be
 * used as a C string.  Running out of memory aborts: these are tests.
 */
#ifndef HARNESS_BYTES_H
#define HARNESS_BYTES_H

#include <stdbool.h>
#include <stddef.h>

struct bytes {
	char *data;
	size_t length;
	size_t room;
};

void bytes_append(struct bytes *bytes, const void *data, size_t length);
void bytes_append_text(struct bytes *bytes, const char *text);
void bytes_clear(struct bytes *bytes); /* keeps the memory */
void bytes_free(struct bytes *bytes);

bool bytes_same(const struct bytes *a, const struct bytes *b);

/* The whole of a file; false if it cannot be read (errno says why). */
bool bytes_read_file(struct bytes *bytes, const char *path);

bool bytes_write_file(const struct bytes *bytes, const char *path);

/* Does text match a POSIX extended regular expression?  ^ and $ match at lines'
 * ends.  Bytes past a NUL are looked at too.  Aborts on a bad expression, which
 * is a mistake in a test. */
bool bytes_match(const struct bytes *bytes, const char *expression);

/* The number after the first match of prefix; -1 if there is none. */
double bytes_number_after(const struct bytes *bytes, const char *prefix);

#endif
