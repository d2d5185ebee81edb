/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Conversion specifications.
 */
#include <ctype.h>
#include <string.h>

#include "formatspec.h"

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

static const char *read_digits(const char *text, int *number)
{
	for (*number = 0; isdigit((unsigned char)*text); text++)
		if (*number < NUMBER_MAX / 10)
			*number = *number * 10 + (*text - '0');
		else
			*number = NUMBER_MAX;
	return text;
}

/* "N$", which need not be there. */
static const char *read_argument(const char *text, int *argument)
{
	int number;
	const char *end = read_digits(text, &number);

	*argument = ARGUMENT_NEXT;
	if (*end != '$' || number == 0)
		return text;
	*argument = number;
	return end + 1;
}

/* A number in the format, or * for one among the arguments. */
static const char *read_number(const char *text, int *number, int *argument)
{
	if (*text == '*')
		return read_argument(text + 1, argument);
	return read_digits(text, number);
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

const char *specification_read(const char *text, struct specification *spec)
{
	*spec = (struct specification){
		.field.precision = -1,
		.width = ARGUMENT_NONE,
		.precision = ARGUMENT_NONE,
	};
	text = read_argument(text, &spec->value);
	text = read_flags(text, &spec->field);
	text = read_number(text, &spec->field.width, &spec->width);
	if (*text == '.')
		text = read_number(text + 1, &spec->field.precision,
				   &spec->precision);
	text = read_length(text, &spec->length);
	spec->field.conversion = *text;
	return *text == '\0' ? text : text + 1;
}

static enum kind kind(const struct specification *spec)
{
	bool longest = spec->length == LONG_DOUBLE;

	if (strchr("aAeEfFgG", spec->field.conversion) != NULL)
		return longest ? KIND_LONG_DOUBLE : KIND_DOUBLE;
	if (strchr("diouxX", spec->field.conversion) != NULL &&
	    (longest || spec->length == LONG_LONG || spec->length == INTMAX))
		return KIND_LONG_LONG;
	return KIND_LONG;
}

enum kind specification_kind(const char *format, int argument)
{
	struct specification spec;

	while ((format = strchr(format, '%')) != NULL) {
		format = specification_read(format + 1, &spec);
		if (spec.value == argument)
			return kind(&spec);
	}
	return KIND_LONG;
}
