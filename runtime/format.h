/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Formatted output, as printf has it: one engine for streams and strings.
 *
 * It takes the place of newlib's two, which are four times its size together,
 * allocate memory for floating-point numbers, and cut long doubles to doubles.
 * Numbered arguments (%1$d) are found anew each time, by the sizes that the
 * format gives to those before them.
 */
#ifndef RUNTIME_FORMAT_H
#define RUNTIME_FORMAT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where the characters go; embedded in what knows more. */
struct format_sink {
	/* False: they cannot be written; formatting ends. */
	bool (*put)(struct format_sink *sink, const char *text, size_t length);
};

/* Formats.  The result is the number of characters, or -1: the sink failed, or
 * errno is EILSEQ (a wide character that is none) or EOVERFLOW (more than
 * INT_MAX). */
int format(struct format_sink *sink, const char *text, va_list arguments);

/* Inside the engine. */

struct output {
	struct format_sink *sink;
	size_t count;
	bool failed;
};

/* One conversion specification. */
struct field {
	bool left;      /* - */
	bool plus;      /* + */
	bool space;     /* a space in place of + */
	bool alternate; /* # */
	bool zero;      /* 0 */
	int width;
	int precision; /* -1: none */
	char conversion;
};

void output_put(struct output *output, const char *text, size_t length);
void output_pad(struct output *output, char character, long count);

/* What comes before a body of length characters: padding on the left, the
 * prefix (a sign, "0x"), zeros.  Then the body is put, then output_end. */
void output_begin(struct output *output, const struct field *field,
		  const char *prefix, size_t length);
/* Padding on the right, for the same prefix and length. */
void output_end(struct output *output, const struct field *field,
		const char *prefix, size_t length);

/* Conversions d and i; o, u, x and X; any, with a prefix and a base. */
void format_signed(struct output *output, struct field *field, int64_t number);
void format_unsigned(struct output *output, struct field *field,
		     uint64_t number);
void format_number(struct output *output, struct field *field,
		   const char *prefix, uint64_t number, unsigned int base);

/* Conversions a, e, f, g and their capitals. */
void format_float(struct output *output, struct field *field,
		  long double value);

#endif
