/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Formatted output of floating-point numbers, exact to the last digit.
 *
 * A number is mantissa * 2^exponent with a mantissa of 64 bits.  Its decimal
 * digits are found by integer arithmetic on as much memory as they need, in
 * groups of nine: those before the point by multiplying by powers of two in
 * base 10^9, those behind it by multiplying the binary fraction by 10^9, each
 * time taking what comes out on top.  They are rounded once, to nearest and
 * ties to even.
 */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "format.h"

#define BILLION 1000000000u
#define GROUP 9 /* digits of a group */
#define HEX_DIGITS 16

#define BITS_BELOW_POINT (16383 + 63) /* of the exponent's bias */

struct binary {
	uint64_t mantissa; /* odd, or 0 */
	int exponent;
};

/* Decimal digits, as groups: the first is a spare one, 0, for a carry. */
struct decimal {
	uint32_t *groups;
	int count;
	int point; /* digits before the decimal point, the spare's included */
	bool more; /* not all of the rest behind the last group is 0 */
};

/* The digits as text, and which of them count. */
struct digits {
	const char *text;
	int length;
	int point; /* index of the first digit behind the decimal point */
	int first; /* index of the first that is not 0; length: there is none */
};

static struct binary take_apart(long double value)
{
	struct {
		uint64_t mantissa;
		uint16_t exponent;
	} bits = { 0 };
	struct binary binary = { 0 };
	int zeros;

	memcpy(&bits, &value, 10);
	if (bits.mantissa == 0)
		return binary;
	bits.exponent &= 0x7fff;
	zeros = __builtin_ctzll(bits.mantissa);
	binary.mantissa = bits.mantissa >> zeros;
	binary.exponent = (bits.exponent != 0 ? bits.exponent : 1) -
			  BITS_BELOW_POINT + zeros;
	return binary;
}

/* Groups that mantissa * 2^exponent takes before its point, the spare one
 * included. */
static int whole_groups(const struct binary *binary)
{
	/* A group holds more than 29 bits. */
	return 4 + (binary->exponent > 0 ? binary->exponent / 29 + 1 : 0);
}

/* number * 2^bits + carry for a number in count groups, most significant
 * first; it fits. */
static void shift_groups(uint32_t *groups, int count, int bits)
{
	uint32_t carry = 0;

	for (int i = count - 1; i >= 0; i--) {
		uint64_t product = ((uint64_t)groups[i] << bits) + carry;

		groups[i] = (uint32_t)(product % BILLION);
		carry = (uint32_t)(product / BILLION);
	}
}

static void convert_whole(struct decimal *decimal, const struct binary *binary)
{
	int count = whole_groups(binary);
	uint64_t whole = binary->mantissa;
	int bits = binary->exponent;

	if (bits < 0)
		whole = bits > -64 ? whole >> -bits : 0;
	memset(decimal->groups, 0, (size_t)count * sizeof(uint32_t));
	for (int i = count - 1; whole != 0; i--, whole /= BILLION)
		decimal->groups[i] = (uint32_t)(whole % BILLION);
	for (; bits > 0; bits -= 29)
		shift_groups(decimal->groups, count, bits < 29 ? bits : 29);
	decimal->count = count;
	decimal->point = count * GROUP;
}

/* Words of 32 bits for the fraction. */
static int fraction_words(const struct binary *binary)
{
	return binary->exponent < 0 ? (-binary->exponent + 31) / 32 : 0;
}

/* The fraction as a binary one: words, least significant first, with the point
 * above the last. */
static void make_fraction(uint32_t *words, int count,
			  const struct binary *binary)
{
	int low = count * 32 + binary->exponent; /* of the lowest bit */
	uint64_t fraction = binary->mantissa;

	memset(words, 0, (size_t)count * sizeof *words);
	if (binary->exponent > -64 && binary->exponent < 0)
		fraction &= ((uint64_t)1 << -binary->exponent) - 1;
	for (int i = 0; i < count && fraction != 0; i++) {
		words[i] = (uint32_t)(fraction << low);
		fraction >>= 32 - low;
		low = 0;
	}
}

/* Multiplies by 10^9; the result is what came out on top.  *low: the words
 * before it are 0. */
static uint32_t next_group(uint32_t *words, int count, int *low)
{
	uint32_t carry = 0;

	for (int i = *low; i < count; i++) {
		uint64_t product = (uint64_t)words[i] * BILLION + carry;

		words[i] = (uint32_t)product;
		carry = (uint32_t)(product >> 32);
	}
	while (*low < count && words[*low] == 0)
		++*low;
	return carry;
}

/* Appends groups until there are most behind the point or, if leading, so many
 * from the first that is not 0; or until the rest is 0. */
static void convert_fraction(struct decimal *decimal, uint32_t *words,
			     int count, int most, bool leading)
{
	int low = 0;

	for (int i = 0; leading && i < decimal->count; i++)
		leading = decimal->groups[i] == 0;
	while (low < count && most > 0) {
		uint32_t group = next_group(words, count, &low);

		if (leading && group == 0) {
			decimal->point -= GROUP;
			continue;
		}
		leading = false;
		decimal->groups[decimal->count++] = group;
		most--;
	}
	decimal->more = low < count;
}

static void add_at(uint32_t *groups, int i, uint32_t amount)
{
	groups[i] += amount;
	for (; groups[i] >= BILLION; i--) {
		groups[i] -= BILLION;
		groups[i - 1]++;
	}
}

/* Whether what is behind digit keep rounds up; unit is the value of that digit
 * in its group, i. */
static bool rounds_up(const struct decimal *decimal, int i, uint32_t unit,
		      uint32_t rest, bool odd)
{
	bool more = decimal->more;

	for (int j = i + 1; j < decimal->count && !more; j++)
		more = decimal->groups[j] != 0;
	if (rest != unit / 2)
		return rest > unit / 2;
	return more || odd;
}

/* Rounds to the first keep digits; the others become 0. */
static void round_to(struct decimal *decimal, int keep)
{
	int i = keep / GROUP;
	uint32_t unit = 1, rest;
	bool odd;

	if (i >= decimal->count)
		return;
	for (int digit = keep % GROUP; digit < GROUP; digit++)
		unit *= 10;
	rest = decimal->groups[i] % unit;
	odd = unit < BILLION ? decimal->groups[i] / unit % 2 :
			       i > 0 && decimal->groups[i - 1] % 2;
	if (rounds_up(decimal, i, unit, rest, odd))
		add_at(decimal->groups, i, unit);
	decimal->groups[i] -= decimal->groups[i] % unit;
	memset(&decimal->groups[i + 1], 0,
	       (size_t)(decimal->count - i - 1) * sizeof(uint32_t));
}

/* The first digit that is not 0. */
static int first_digit(const struct decimal *decimal)
{
	int i = 0, digit = GROUP;

	while (i < decimal->count && decimal->groups[i] == 0)
		i++;
	if (i == decimal->count)
		return i * GROUP;
	for (uint32_t group = decimal->groups[i]; group != 0; group /= 10)
		digit--;
	return i * GROUP + digit;
}

static void spell(const struct decimal *decimal, char *text)
{
	for (int i = 0; i < decimal->count; i++) {
		uint32_t group = decimal->groups[i];

		for (int j = GROUP - 1; j >= 0; j--, group /= 10)
			text[i * GROUP + j] = (char)('0' + group % 10);
	}
}

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

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

/* Groups that hold so many wanted digits behind the point or from the first
 * that is not 0 on, and the digit after, which decides how to round.  There are
 * no more digits but zeros than the fraction has bits. */
static int wanted_groups(const struct binary *binary, int wanted)
{
	int bits = binary->exponent < 0 ? -binary->exponent : 0;

	return (smaller(wanted, bits) + 1) / GROUP + 2;
}

/* Rounds to precision digits behind the point or, if leading, from the first
 * that is not 0 on. */
static void convert(struct decimal *decimal, const struct binary *binary,
		    int most, bool leading, int precision)
{
	int words = fraction_words(binary);
	uint32_t fraction[words + 1];

	convert_whole(decimal, binary);
	make_fraction(fraction, words, binary);
	convert_fraction(decimal, fraction, words, most, leading);
	round_to(decimal,
		 (leading ? first_digit(decimal) : decimal->point) + precision);
}

static void put_decimal(struct output *output, const struct field *field,
			const char *sign, const struct binary *binary)
{
	char style = field->conversion | 0x20;
	int precision = field->precision < 0 ? 6 : field->precision;
	int wanted = style == 'e' || precision == 0 ? precision + 1 : precision;
	int most = wanted_groups(binary, wanted);
	int groups = whole_groups(binary) + most;
	uint32_t memory[groups];
	char text[groups * GROUP];
	struct decimal decimal = { .groups = memory };
	struct digits digits = { .text = text };

	if (style == 'f')
		convert(&decimal, binary, most, false, precision);
	else
		convert(&decimal, binary, most, true, wanted);
	spell(&decimal, text);
	digits.length = decimal.count * GROUP;
	digits.point = decimal.point;
	digits.first = first_digit(&decimal);
	if (style == 'f')
		put_fixed(output, field, sign, &digits, precision);
	else if (style == 'e')
		put_scientific(output, field, sign, &digits, precision,
			       exponent_of(&digits));
	else
		put_general(output, field, sign, &digits, wanted);
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
	binary = take_apart(value);
	if ((field->conversion | 0x20) == 'a')
		put_hex(output, field, sign, &binary);
	else
		put_decimal(output, field, sign, &binary);
}
