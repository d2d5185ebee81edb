/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "text.h"

#include <stdbool.h>

#include "utf8.h"

/* Of C0, which is a byte, or C1, which is two. */
static bool is_control(const uint8_t *bytes, unsigned length)
{
	if (length == 1)
		return (bytes[0] < ' ' && bytes[0] != '\t') || bytes[0] == 0x7f;
	return length == 2 && bytes[0] == 0xc2 && bytes[1] < 0xa0;
}

void text_visible(struct buffer *out, const uint8_t *bytes, size_t length)
{
	while (length > 0) {
		unsigned n = utf8_length(bytes, length);

		if (n == 0 || is_control(bytes, n)) {
			buffer_printf(out, "\\x%02x", bytes[0]);
			n = 1;
		} else {
			buffer_append(out, bytes, n);
		}
		bytes += n;
		length -= n;
	}
}

void text_utf8(struct buffer *out, const uint8_t *bytes, size_t length)
{
	while (length > 0) {
		unsigned n = utf8_length(bytes, length);

		buffer_append(out,
			      n > 0 ? (const void *)bytes : UTF8_REPLACEMENT,
			      n > 0 ? n : sizeof UTF8_REPLACEMENT - 1);
		n += n == 0;
		bytes += n;
		length -= n;
	}
}
