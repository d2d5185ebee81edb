/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Formatted output: the format string, the arguments, and the conversions of
 * text.
 */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <wchar.h>

#include "format.h"

#define NUMBER_MAX (INT_MAX - 65536)

/* A length modifier: the size of an integer argument, or what else. */
enum length { CHAR, SHORT, INT, LONG, LONG_LONG, INTMAX, SIZE, LONG_DOUBLE };

/* A va_list that can be handed on and read from by several functions. */
struct arguments {
	va_list list;
};

void output_put(struct output *output, const char *text, size_t length)
{
	if (output->failed || length == 0)
		return;
	if (length > INT_MAX - output->count) {
		errno = EOVERFLOW;
		output->failed = true;
		return;
	}
	output->count += length;
	output->failed = !output->sink->put(output->sink, text, length);
}

void output_pad(struct output *output, char character, long count)
{
	char block[16];

	if (count <= 0)
		return;
	memset(block, character, sizeof block);
	for (; count > (long)sizeof block && !output->failed;
	     count -= (long)sizeof block)
		output_put(output, block, sizeof block);
	output_put(output, block, (size_t)count);
}

void output_begin(struct output *output, const struct field *field,
		  const char *prefix, size_t length)
{
	long room = field->width - (long)(strlen(prefix) + length);

	if (!field->left && !field->zero)
		output_pad(output, ' ', room);
	output_put(output, prefix, strlen(prefix));
	if (!field->left && field->zero)
		output_pad(output, '0', room);
}

void output_end(struct output *output, const struct field *field,
		const char *prefix, size_t length)
{
	if (field->left)
		output_pad(output, ' ',
			   field->width - (long)(strlen(prefix) + length));
}

static uint64_t take_unsigned(struct arguments *arguments, enum length length)
{
	switch (length) {
	case CHAR:
		return (unsigned char)va_arg(arguments->list, int);
	case SHORT:
		return (unsigned short)va_arg(arguments->list, int);
	case LONG:
		return va_arg(arguments->list, unsigned long);
	case SIZE:
		return va_arg(arguments->list, size_t);
	case LONG_LONG:
	case LONG_DOUBLE:
		return va_arg(arguments->list, unsigned long long);
	case INTMAX:
		return va_arg(arguments->list, uintmax_t);
	default:
		return va_arg(arguments->list, unsigned int);
	}
}

static int64_t take_signed(struct arguments *arguments, enum length length)
{
	switch (length) {
	case CHAR:
		return (signed char)va_arg(arguments->list, int);
	case SHORT:
		return (short)va_arg(arguments->list, int);
	case LONG:
		return va_arg(arguments->list, long);
	case SIZE:
		return va_arg(arguments->list, ptrdiff_t);
	case LONG_LONG:
	case LONG_DOUBLE:
		return va_arg(arguments->list, long long);
	case INTMAX:
		return va_arg(arguments->list, intmax_t);
	default:
		return va_arg(arguments->list, int);
	}
}

static void put_text(struct output *output, struct field *field,
		     const char *text, size_t length)
{
	field->zero = false;
	output_begin(output, field, "", length);
	output_put(output, text, length);
	output_end(output, field, "", length);
}

static void put_string(struct output *output, struct field *field,
		       const char *text)
{
	size_t most = field->precision < 0 ? INT_MAX : (size_t)field->precision;

	if (text == NULL)
		text = "(null)";
	put_text(output, field, text, strnlen(text, most));
}

/* Wide characters are the narrow ones: the C locale is the only one. */
static bool narrow(struct output *output, const wchar_t *wide, char *out)
{
	*out = (char)*wide;
	if ((unsigned long)*wide <= UCHAR_MAX)
		return true;
	errno = EILSEQ;
	output->failed = true;
	return false;
}

static void put_wide_string(struct output *output, struct field *field,
			    const wchar_t *text)
{
	size_t most = field->precision < 0 ? INT_MAX : (size_t)field->precision;
	size_t length = 0;
	char byte;

	if (text == NULL) {
		put_string(output, field, NULL);
		return;
	}
	while (length < most && text[length] != L'\0')
		length++;
	field->zero = false;
	output_begin(output, field, "", length);
	for (size_t i = 0; i < length && narrow(output, &text[i], &byte); i++)
		output_put(output, &byte, 1);
	output_end(output, field, "", length);
}

static void put_character(struct output *output, struct field *field,
			  struct arguments *arguments, enum length length)
{
	wchar_t wide;
	char byte;

	if (length != LONG) {
		byte = (char)va_arg(arguments->list, int);
	} else {
		wide = (wchar_t)va_arg(arguments->list, wint_t);
		if (!narrow(output, &wide, &byte))
			return;
	}
	put_text(output, field, &byte, 1);
}

static void store_count(const struct output *output,
			struct arguments *arguments, enum length length)
{
	void *where = va_arg(arguments->list, void *);

	switch (length) {
	case CHAR:
		*(signed char *)where = (signed char)output->count;
		break;
	case SHORT:
		*(short *)where = (short)output->count;
		break;
	case LONG:
		*(long *)where = (long)output->count;
		break;
	case SIZE:
		*(size_t *)where = output->count;
		break;
	case LONG_LONG:
	case LONG_DOUBLE:
	case INTMAX:
		*(int64_t *)where = (int64_t)output->count;
		break;
	default:
		*(int *)where = (int)output->count;
	}
}

/* A conversion of a floating-point number; or "%%", or what is none. */
static void convert_float(struct output *output, struct field *field,
			  struct arguments *arguments, enum length length)
{
	if (strchr("aAeEfFgG", field->conversion) == NULL)
		output_put(output, &field->conversion, 1);
	else
		format_float(output, field,
			     length == LONG_DOUBLE ?
				     va_arg(arguments->list, long double) :
				     va_arg(arguments->list, double));
}

static void convert(struct output *output, struct field *field,
		    struct arguments *arguments, enum length length)
{
	switch (field->conversion) {
	case 'd':
	case 'i':
		format_signed(output, field, take_signed(arguments, length));
		break;
	case 'o':
	case 'u':
	case 'x':
	case 'X':
		format_unsigned(output, field,
				take_unsigned(arguments, length));
		break;
	case 'p':
		field->alternate = true;
		format_number(output, field, "0x",
			      (uintptr_t)va_arg(arguments->list, void *), 16);
		break;
	case 'C':
		put_character(output, field, arguments, LONG);
		break;
	case 'c':
		put_character(output, field, arguments, length);
		break;
	case 'S':
		length = LONG;
		/* fall through */
	case 's':
		if (length == LONG)
			put_wide_string(output, field,
					va_arg(arguments->list, wchar_t *));
		else
			put_string(output, field,
				   va_arg(arguments->list, char *));
		break;
	case 'n':
		store_count(output, arguments, length);
		break;
	default:
		convert_float(output, field, arguments, length);
	}
}

static const char *read_flags(const char *text, struct field *field)
{
	for (;; text++) {
		switch (*text) {
		case '-':
			field->left = true;
			break;
		case '+':
			field->plus = true;
			break;
		case ' ':
			field->space = true;
			break;
		case '#':
			field->alternate = true;
			break;
		case '0':
			field->zero = true;
			break;
		case '\'':
			break;
		default:
			return text;
		}
	}
}

/* A number in the format, or * for one among the arguments; not more than
 * NUMBER_MAX, so that sums of a few do not overflow. */
static const char *read_number(const char *text, struct arguments *arguments,
			       int *number)
{
	if (*text == '*') {
		*number = va_arg(arguments->list, int);
		text++;
	} else {
		for (*number = 0; isdigit((unsigned char)*text); text++)
			if (*number < NUMBER_MAX / 10)
				*number = *number * 10 + (*text - '0');
			else
				*number = NUMBER_MAX;
	}
	if (*number > NUMBER_MAX)
		*number = NUMBER_MAX;
	if (*number < -NUMBER_MAX)
		*number = -NUMBER_MAX;
	return text;
}

static const char *read_length(const char *text, enum length *length)
{
	static const char letters[] = "hlLqjzt";
	static const unsigned char lengths[] = { SHORT,     LONG,   LONG_DOUBLE,
						 LONG_LONG, INTMAX, SIZE,
						 SIZE };
	const char *letter = *text != '\0' ? strchr(letters, *text) : NULL;

	*length = INT;
	if (letter == NULL)
		return text;
	*length = lengths[letter - letters];
	if (text[1] != text[0] || (*text != 'h' && *text != 'l'))
		return text + 1;
	*length = *text == 'h' ? CHAR : LONG_LONG;
	return text + 2;
}

/* One specification, from behind its % on.  Returns what follows it. */
static const char *specification(struct output *output, const char *text,
				 struct arguments *arguments)
{
	struct field field = { .precision = -1 };
	enum length length;

	text = read_flags(text, &field);
	text = read_number(text, arguments, &field.width);
	if (field.width < 0) {
		field.left = true;
		field.width = -field.width;
	}
	if (*text == '.') {
		text = read_number(text + 1, arguments, &field.precision);
		if (field.precision < 0)
			field.precision = -1;
	}
	text = read_length(text, &length);
	field.conversion = *text;
	if (*text == '\0')
		return text;
	convert(output, &field, arguments, length);
	return text + 1;
}

int format(struct format_sink *sink, const char *text, va_list list)
{
	struct output output = { .sink = sink };
	struct arguments arguments;

	va_copy(arguments.list, list);
	while (*text != '\0' && !output.failed) {
		size_t plain = strcspn(text, "%");

		output_put(&output, text, plain);
		text += plain;
		if (*text == '%')
			text = specification(&output, text + 1, &arguments);
	}
	va_end(arguments.list);
	return output.failed ? -1 : (int)output.count;
}
