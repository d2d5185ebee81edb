/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Formatted output: the format string, the arguments, and the conversions of
 * text.
 */
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <wchar.h>

#include "format.h"
#include "formatspec.h"

/* A va_list that can be handed on and read from by several functions. */
struct arguments {
	va_list list;
	va_list first;
	const char *format;
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

/* A wide character's bytes, at most MB_LEN_MAX; 0: it has none. */
static size_t narrow(struct output *output, wchar_t wide, char *bytes)
{
	mbstate_t state = { 0 };
	size_t length = wcrtomb(bytes, wide, &state);

	if (length <= MB_LEN_MAX)
		return length;
	errno = EILSEQ;
	output->failed = true;
	return 0;
}

/* How many bytes text is, of whole characters, up to a number of them. */
static size_t narrow_length(struct output *output, const wchar_t *text,
			    size_t most)
{
	char bytes[MB_LEN_MAX];
	size_t sum = 0, length;

	while (sum < most && *text != L'\0') {
		length = narrow(output, *text++, bytes);
		if (length == 0 || length > most - sum)
			break;
		sum += length;
	}
	return sum;
}

static void put_wide_string(struct output *output, struct field *field,
			    const wchar_t *text)
{
	size_t most = field->precision < 0 ? INT_MAX : (size_t)field->precision;
	char bytes[MB_LEN_MAX];
	size_t length, done;

	if (text == NULL) {
		put_string(output, field, NULL);
		return;
	}
	length = narrow_length(output, text, most);
	field->zero = false;
	output_begin(output, field, "", length);
	for (size_t i = 0; i < length; i += done) {
		done = narrow(output, *text++, bytes);
		output_put(output, bytes, done);
	}
	output_end(output, field, "", length);
}

static void put_character(struct output *output, struct field *field,
			  struct arguments *arguments, enum length length)
{
	char bytes[MB_LEN_MAX];
	size_t count = 1;

	if (length != LONG) {
		bytes[0] = (char)va_arg(arguments->list, int);
	} else {
		count = narrow(output, (wchar_t)va_arg(arguments->list, wint_t),
			       bytes);
		if (count == 0)
			return;
	}
	put_text(output, field, bytes, count);
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

static void skip(struct arguments *arguments, enum kind kind)
{
	switch (kind) {
	case KIND_LONG:
		(void)va_arg(arguments->list, long);
		break;
	case KIND_LONG_LONG:
		(void)va_arg(arguments->list, long long);
		break;
	case KIND_DOUBLE:
		(void)va_arg(arguments->list, double);
		break;
	case KIND_LONG_DOUBLE:
		(void)va_arg(arguments->list, long double);
		break;
	}
}

/* Has the next argument be the one of that number. */
static void go_to(struct arguments *arguments, int number)
{
	if (number == ARGUMENT_NEXT)
		return;
	va_end(arguments->list);
	va_copy(arguments->list, arguments->first);
	for (int i = 1; i < number; i++)
		skip(arguments, specification_kind(arguments->format, i));
}

/* A width or precision among the arguments; like those in the format it is
 * bounded, so that sums of a few do not overflow. */
static void take_number(struct arguments *arguments, int argument, int *number)
{
	if (argument == ARGUMENT_NONE)
		return;
	go_to(arguments, argument);
	*number = va_arg(arguments->list, int);
	if (*number > NUMBER_MAX)
		*number = NUMBER_MAX;
	if (*number < -NUMBER_MAX)
		*number = -NUMBER_MAX;
}

/* One specification, from behind its % on.  Returns what follows it. */
static const char *specification(struct output *output, const char *text,
				 struct arguments *arguments)
{
	struct specification spec;
	struct field *field = &spec.field;

	text = specification_read(text, &spec);
	take_number(arguments, spec.width, &field->width);
	if (field->width < 0) {
		field->left = true;
		field->width = -field->width;
	}
	take_number(arguments, spec.precision, &field->precision);
	if (field->precision < 0)
		field->precision = -1;
	if (field->conversion == '\0')
		return text;
	go_to(arguments, spec.value);
	convert(output, field, arguments, spec.length);
	return text;
}

int format(struct format_sink *sink, const char *text, va_list list)
{
	struct output output = { .sink = sink };
	struct arguments arguments = { .format = text };

	va_copy(arguments.list, list);
	va_copy(arguments.first, list);
	while (*text != '\0' && !output.failed) {
		size_t plain = strcspn(text, "%");

		output_put(&output, text, plain);
		text += plain;
		if (*text == '%')
			text = specification(&output, text + 1, &arguments);
	}
	va_end(arguments.first);
	va_end(arguments.list);
	return output.failed ? -1 : (int)output.count;
}
