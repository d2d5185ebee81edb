/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Formatted output of floating-point numbers: what is made of their digits.
 */
#include <math.h>
#include <string.h>

#include "decimal.h"
#include "format.h"

#define HEX_DIGITS 16

/* Puts count digits from index on; beyond either end they are 0. */
static void put_digits(struct output *output, const struct digits *digits,
		       int index, int count)
{
	int before = index < 0 ? -index : 0;
	int inside;

	if (before > count)
		before = count;
	output_pad(output, '0', before);
	index += before;
	count -= before;
	inside = index < digits->length ? digits->length - index : 0;
	if (inside > count)
		inside = count;
	output_put(output, digits->text + index, (size_t)inside);
	output_pad(output, '0', count - inside);
}

static void put_fixed(struct output *output, const struct field *field,
		      const char *sign, const struct digits *digits,
		      int precision)
{
	int first = digits->first < digits->point ? digits->first :
						    digits->point - 1;
	int whole = digits->point - first;
	bool dot = precision > 0 || field->alternate;
	size_t length = (size_t)whole + dot + (size_t)precision;

	output_begin(output, field, sign, length);
	put_digits(output, digits, first, whole);
	output_put(output, ".", dot);
	put_digits(output, digits, digits->point, precision);
	output_end(output, field, sign, length);
}

/* Writes an exponent of at least least digits; how long it is. */
static size_t spell_exponent(char *out, char letter, int exponent, int least)
{
	char reverse[8] = "";
	size_t length = 0, count = 0;

	out[length++] = letter;
	out[length++] = exponent < 0 ? '-' : '+';
	if (exponent < 0)
		exponent = -exponent;
	for (; exponent != 0 || (int)count < least; exponent /= 10)
		reverse[count++] = (char)('0' + exponent % 10);
	while (count > 0)
		out[length++] = reverse[--count];
	return length;
}

static void put_scientific(struct output *output, const struct field *field,
			   const char *sign, const struct digits *digits,
			   int precision, int exponent)
{
	bool dot = precision > 0 || field->alternate;
	char suffix[12];
	size_t suffix_length = spell_exponent(
		suffix, field->conversion >= 'a' ? 'e' : 'E', exponent, 2);
	size_t length = 1 + dot + (size_t)precision + suffix_length;

	output_begin(output, field, sign, length);
	put_digits(output, digits, digits->first, 1);
	output_put(output, ".", dot);
	put_digits(output, digits, digits->first + 1, precision);
	output_put(output, suffix, suffix_length);
	output_end(output, field, sign, length);
}

/* The exponent of the first digit; 0 for the number 0. */
static int exponent_of(const struct digits *digits)
{
	if (digits->first >= digits->length)
		return 0;
	return digits->point - 1 - digits->first;
}

/* Style g: precision significant digits, the trailing zeros left away. */
static void put_general(struct output *output, const struct field *field,
			const char *sign, const struct digits *digits,
			int precision)
{
	int exponent = exponent_of(digits);
	bool fixed = exponent >= -4 && exponent < precision;
	int last = digits->length - 1;

	if (!field->alternate) {
		while (last > digits->first && digits->text[last] == '0')
			last--;
		if (last < digits->first)
			precision = 1;
		else if (precision > last - digits->first + 1)
			precision = last - digits->first + 1;
	}
	precision -= fixed ? exponent + 1 : 1;
	if (precision < 0)
		precision = 0;
	if (fixed)
		put_fixed(output, field, sign, digits, precision);
	else
		put_scientific(output, field, sign, digits, precision,
			       exponent);
}

static void put_decimal(struct output *output, const struct field *field,
			const char *sign, const struct binary *binary)
{
	char style = field->conversion | 0x20;
	int precision = field->precision < 0 ? 6 : field->precision;
	int count = style == 'e'                   ? precision + 1 :
		    style == 'g' && precision == 0 ? 1 :
						     precision;
	char text[digits_size(binary, count)];
	struct digits digits;

	digits_of_binary(binary, style != 'f', count, text, &digits);
	if (style == 'f')
		put_fixed(output, field, sign, &digits, precision);
	else if (style == 'e')
		put_scientific(output, field, sign, &digits, precision,
			       exponent_of(&digits));
	else
		put_general(output, field, sign, &digits, count);
}

/* Style a: 1.hhh * 2^exponent.  fraction: the hexadecimal digits, from the top;
 * rounded to precision of them if there are more. */
static unsigned int round_hex(uint64_t *fraction, int precision)
{
	uint64_t unit = (uint64_t)1 << (4 * (HEX_DIGITS - precision) - 1) << 1;
	uint64_t half = (uint64_t)1 << (4 * (HEX_DIGITS - precision) - 1);
	uint64_t rest = *fraction & (half + (half - 1));
	bool odd = unit == 0 || *fraction & unit;

	*fraction -= rest;
	if (rest < half || (rest == half && !odd))
		return 0;
	*fraction += unit;
	return *fraction == 0;
}

static void put_hex(struct output *output, const struct field *field,
		    const char *sign, const struct binary *binary)
{
	bool capital = field->conversion == 'A';
	int precision = field->precision;
	unsigned int lead = binary->mantissa != 0;
	int shift = lead ? __builtin_clzll(binary->mantissa) : 0;
	int exponent = lead ? binary->exponent + 63 - shift : 0;
	uint64_t fraction = binary->mantissa << shift << 1;
	char text[HEX_DIGITS], suffix[12], prefix[5];
	struct digits digits = { .text = text, .length = HEX_DIGITS };
	size_t suffix_length, length;
	bool dot;

	if (precision >= 0 && precision < HEX_DIGITS)
		lead += round_hex(&fraction, precision);
	for (int i = 0; i < HEX_DIGITS; i++, fraction <<= 4)
		text[i] = (capital ? "0123456789ABCDEF" :
				     "0123456789abcdef")[fraction >> 60];
	if (precision < 0)
		for (precision = HEX_DIGITS;
		     precision > 0 && text[precision - 1] == '0';)
			precision--;
	dot = precision > 0 || field->alternate;
	suffix_length = spell_exponent(suffix, capital ? 'P' : 'p', exponent,
				       1);
	stpcpy(stpcpy(prefix, sign), capital ? "0X" : "0x");
	length = 1 + dot + (size_t)precision + suffix_length;
	output_begin(output, field, prefix, length);
	output_pad(output, (char)('0' + lead), 1);
	output_put(output, ".", dot);
	put_digits(output, &digits, 0, precision);
	output_put(output, suffix, suffix_length);
	output_end(output, field, prefix, length);
}

static void put_not_finite(struct output *output, struct field *field,
			   const char *sign, bool infinite)
{
	bool capital = field->conversion < 'a';
	const char *text = infinite ? (capital ? "INF" : "inf") :
				      (capital ? "NAN" : "nan");

	field->zero = false;
	output_begin(output, field, sign, 3);
	output_put(output, text, 3);
	output_end(output, field, sign, 3);
}

void format_float(struct output *output, struct field *field, long double value)
{
	const char *sign = signbit(value) ? "-" :
			   field->plus    ? "+" :
			   field->space   ? " " :
					    "";
	struct binary binary;

	if (!isfinite(value)) {
		put_not_finite(output, field, sign, !isnan(value));
		return;
	}
	binary = binary_of(value);
	if ((field->conversion | 0x20) == 'a')
		put_hex(output, field, sign, &binary);
	else
		put_decimal(output, field, sign, &binary);
}
