/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Values in words, and lines on standard error.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <ilwaco/crash.h>

#include "ubsan.h"

#define LINE 512
#define REPORTED UINT32_MAX
#define VALUE_BITS (8 * sizeof(operand))

bool ilw_ubsan_is_signed(const struct type *type)
{
	return (type->info & 1) != 0;
}

unsigned ilw_ubsan_bits(const struct type *type)
{
	return 1u << (type->info >> 1);
}

uint64_t ilw_ubsan_unsigned(const struct type *type, operand value)
{
	unsigned bits = ilw_ubsan_bits(type);
	uint64_t wide;

	if (bits <= VALUE_BITS)
		return value & (UINT64_MAX >> (64 - bits));
	memcpy(&wide, (const void *)value, sizeof wide);
	return wide;
}

int64_t ilw_ubsan_signed(const struct type *type, operand value)
{
	uint64_t wide = ilw_ubsan_unsigned(type, value);
	uint64_t sign = UINT64_C(1) << (ilw_ubsan_bits(type) - 1);

	return (int64_t)((wide ^ sign) - sign);
}

bool ilw_ubsan_is_negative(const struct type *type, operand value)
{
	return ilw_ubsan_is_signed(type) && ilw_ubsan_signed(type, value) < 0;
}

static long double float_of(const struct type *type, operand value)
{
	long double longest;
	double wide;
	float small;

	switch (type->info) {
	case 32:
		memcpy(&small, &value, sizeof small);
		return small;
	case 64:
		memcpy(&wide, (const void *)value, sizeof wide);
		return wide;
	default:
		memcpy(&longest, (const void *)value, sizeof longest);
		return longest;
	}
}

const char *ilw_ubsan_text(char *room, const struct type *type, operand value)
{
	if (type->kind == TYPE_FLOAT)
		snprintf(room, VALUE_TEXT, "%Lg", float_of(type, value));
	else if (type->kind != TYPE_INTEGER)
		snprintf(room, VALUE_TEXT, "<unknown>");
	else if (ilw_ubsan_is_signed(type))
		snprintf(room, VALUE_TEXT, "%" PRId64,
			 ilw_ubsan_signed(type, value));
	else
		snprintf(room, VALUE_TEXT, "%" PRIu64,
			 ilw_ubsan_unsigned(type, value));
	return room;
}

/* What was printed into so much room. */
static size_t printed(int length, size_t room)
{
	if (length < 0)
		return 0;
	return (size_t)length < room ? (size_t)length : room - 1;
}

static size_t print_place(char *line, const struct location *location)
{
	if (location->file == NULL)
		return printed(snprintf(line, LINE, "<unknown>: "), LINE);
	if (location->column == 0)
		return printed(snprintf(line, LINE, "%s:%" PRIu32 ": ",
					location->file, location->line),
			       LINE);
	return printed(snprintf(line, LINE, "%s:%" PRIu32 ":%" PRIu32 ": ",
				location->file, location->line,
				location->column),
		       LINE);
}

void ilw_ubsan_report(struct location *location, const char *format, ...)
{
	char line[LINE + 1];
	va_list arguments;
	size_t length;

	if (location->column == REPORTED)
		return;
	length = print_place(line, location);
	location->column = REPORTED;
	length += printed(snprintf(line + length, LINE - length,
				   "runtime error: "),
			  LINE - length);
	va_start(arguments, format);
	length += printed(vsnprintf(line + length, LINE - length, format,
				    arguments),
			  LINE - length);
	va_end(arguments);
	line[length++] = '\n';
	/* All at once, so that threads do not mix their lines. */
	(void)!write(STDERR_FILENO, line, length);
}

void ilw_ubsan_stop(void)
{
	ilw_crash("undefined behaviour ends the program, as it was built to");
}
