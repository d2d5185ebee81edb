/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A small printf.  Numbers are made in a fixed buffer that holds the longest
 * one, 64 bits in decimal; widths only ever add padding to the output, which
 * is bounded by itself.
 */
#include "format.h"

#include <stdbool.h>

#define DIGITS_MAX 20 /* of 2^64 - 1 */

struct output {
	char *buffer;
	uint32_t size;
	uint32_t used;
};

/* A va_list that can be handed on by address, whatever its type is. */
struct arguments {
	va_list list;
};

struct conversion {
	uint32_t width;
	char padding;
	bool wide; /* 64 bits */
};

static void put(struct output *out, char c)
{
	if (out->used + 1 < out->size)
		out->buffer[out->used++] = c;
}

static void pad(struct output *out, char padding, uint32_t width,
		uint32_t length)
{
	for (; length < width; length++)
		put(out, padding);
}

static void put_string(struct output *out, const struct conversion *how,
		       const char *s)
{
	uint32_t length = 0;

	if (!s)
		s = "(null)";
	while (length < how->width && s[length] != '\0')
		length++;
	pad(out, ' ', how->width, length);
	while (*s != '\0')
		put(out, *s++);
}

/* Divides *number in place, and returns the remainder.  By 16 bits at a time,
 * since dividing 64 bits takes a library that the kernel does without. */
static uint32_t divide(uint64_t *number, uint32_t divisor)
{
	uint64_t quotient = 0;
	uint32_t rest = 0;

	for (int shift = 48; shift >= 0; shift -= 16) {
		uint32_t part = rest << 16 | (uint16_t)(*number >> shift);

		quotient = quotient << 16 | part / divisor;
		rest = part % divisor;
	}
	*number = quotient;
	return rest;
}

static void put_number(struct output *out, const struct conversion *how,
		       bool negative, uint64_t number, uint32_t base)
{
	char digits[DIGITS_MAX];
	uint32_t count = 0;
	uint32_t length;

	do {
		digits[count++] = "0123456789abcdef"[divide(&number, base)];
	} while (number != 0);
	length = count + negative;
	if (how->padding == ' ')
		pad(out, ' ', how->width, length);
	if (negative)
		put(out, '-');
	if (how->padding == '0')
		pad(out, '0', how->width, length);
	while (count > 0)
		put(out, digits[--count]);
}

static void put_signed(struct output *out, const struct conversion *how,
		       int64_t number)
{
	bool negative = number < 0;
	uint64_t magnitude = (uint64_t)number;

	put_number(out, how, negative, negative ? -magnitude : magnitude, 10);
}

/* Reads [0][width][l|ll] at s; returns where the letter is. */
static const char *parse(const char *s, struct conversion *how)
{
	uint32_t longs = 0;

	*how = (struct conversion){ .padding = ' ' };
	if (*s == '0')
		how->padding = *s++;
	for (; *s >= '0' && *s <= '9'; s++) {
		how->width = how->width * 10 + (uint32_t)(*s - '0');
		if (how->width > FORMAT_WIDTH_MAX)
			how->width = FORMAT_WIDTH_MAX;
	}
	for (; *s == 'l'; s++)
		longs++;
	how->wide = longs * sizeof(long) >= sizeof(uint64_t);
	return s;
}

/* One conversion.  False if there is none of that letter. */
static bool convert(struct output *out, const struct conversion *how,
		    char letter, struct arguments *from)
{
	switch (letter) {
	case 's':
		put_string(out, how, va_arg(from->list, const char *));
		return true;
	case 'c':
		put(out, (char)va_arg(from->list, int));
		return true;
	case 'd':
		put_signed(out, how,
			   how->wide ? va_arg(from->list, int64_t) :
				       va_arg(from->list, int));
		return true;
	case 'u':
	case 'x':
		put_number(out, how, false,
			   how->wide ? va_arg(from->list, uint64_t) :
				       va_arg(from->list, uint32_t),
			   letter == 'u' ? 10 : 16);
		return true;
	case '%':
		put(out, '%');
		return true;
	default:
		return false;
	}
}

uint32_t format_list(char *buffer, uint32_t size, const char *template,
		     va_list arguments)
{
	struct output out = { .buffer = buffer, .size = size };
	struct conversion how;
	struct arguments from;

	va_copy(from.list, arguments);
	for (const char *s = template; *s != '\0'; s++) {
		const char *letter = *s == '%' ? parse(s + 1, &how) : s;

		if (letter != s && convert(&out, &how, *letter, &from))
			s = letter;
		else
			put(&out, *s);
	}
	va_end(from.list);
	if (size > 0)
		buffer[out.used] = '\0';
	return out.used;
}

uint32_t format_text(char *buffer, uint32_t size, const char *template, ...)
{
	va_list arguments;
	uint32_t used;

	va_start(arguments, template);
	used = format_list(buffer, size, template, arguments);
	va_end(arguments);
	return used;
}
