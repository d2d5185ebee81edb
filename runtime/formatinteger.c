/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Formatted output of integers.
 */
#include <limits.h>

#include "format.h"

/* Writes the digits of a number so that they end before end; the first's
 * place.  None for 0.  Most numbers fit a machine word. */
static char *digits_of(uint64_t number, unsigned int base, bool capital,
		       char *end)
{
	const char *digits = capital ? "0123456789ABCDEF" : "0123456789abcdef";
	uint32_t low;

	for (; number > UINT32_MAX; number /= base)
		*--end = digits[number % base];
	for (low = (uint32_t)number; low != 0; low /= base)
		*--end = digits[low % base];
	return end;
}

void format_number(struct output *output, struct field *field,
		   const char *prefix, uint64_t number, unsigned int base)
{
	char buffer[sizeof number * CHAR_BIT / 3 + 1];
	char *end = buffer + sizeof buffer;
	char *first = digits_of(number, base, field->conversion == 'X', end);
	long zeros, length = end - first;

	if (field->precision >= 0)
		field->zero = false;
	zeros = (field->precision < 0 ? 1 : field->precision) - length;
	if (field->conversion == 'o' && field->alternate && zeros <= 0)
		zeros = 1;
	if (zeros < 0)
		zeros = 0;
	output_begin(output, field, prefix, (size_t)(zeros + length));
	output_pad(output, '0', zeros);
	output_put(output, first, (size_t)length);
	output_end(output, field, prefix, (size_t)(zeros + length));
}

void format_signed(struct output *output, struct field *field, int64_t number)
{
	uint64_t magnitude = (uint64_t)number;
	const char *prefix = field->plus ? "+" : field->space ? " " : "";

	if (number < 0) {
		prefix = "-";
		magnitude = -magnitude;
	}
	format_number(output, field, prefix, magnitude, 10);
}

void format_unsigned(struct output *output, struct field *field,
		     uint64_t number)
{
	switch (field->conversion) {
	case 'u':
		format_number(output, field, "", number, 10);
		break;
	case 'o':
		format_number(output, field, "", number, 8);
		break;
	default:
		format_number(output, field,
			      !field->alternate || number == 0 ? "" :
			      field->conversion == 'X'         ? "0X" :
								 "0x",
			      number, 16);
	}
}
