/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A very small printf.
 */
#include "format.h"

struct output {
	char *buffer;
	uint32_t size;
	uint32_t used;
};

static void put(struct output *out, char c)
{
	if (out->used < out->size)
		out->buffer[out->used++] = c;
}

static void put_number(struct output *out, uint32_t number, uint32_t base,
		       uint32_t width)
{
	if (number >= base || width > 1)
		put_number(out, number / base, base, width ? width - 1 : 0);
	put(out, "0123456789abcdef"[number % base]);
}

uint32_t format_list(char *buffer, uint32_t size, const char *template,
		     va_list arguments)
{
	struct output out = { .buffer = buffer, .size = size };

	for (const char *s = template; *s != '\0'; s++) {
		uint32_t width = 0;

		if (*s != '%') {
			put(&out, *s);
			continue;
		}
		while (*++s >= '0' && *s <= '9')
			width = (uint32_t)(*s - '0');
		if (*s != 's')
			put_number(&out, va_arg(arguments, uint32_t),
				   *s == 'x' ? 16 : 10, width);
		else
			for (const char *from = va_arg(arguments, const char *);
			     *from != '\0'; from++)
				put(&out, *from);
	}
	return out.used;
}
