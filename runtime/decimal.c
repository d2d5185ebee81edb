/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Decimal digits by integer arithmetic, in groups of nine.
 *
 * Those before the point come from multiplying by powers of two in base 10^9;
 * those behind it from multiplying the binary fraction by 10^9, each time
 * taking what comes out on top, and only as many as are wanted.  What is left
 * then decides how to round, once.
 */
#include "decimal.h"

#include <string.h>

#define BILLION 1000000000u
#define GROUP 9 /* digits of a group */

#define BITS_BELOW_POINT (16383 + 63) /* of the exponent's bias */

/* Decimal digits, as groups: the first is a spare one, 0, for a carry. */
struct decimal {
	uint32_t *groups;
	int count;
	int point; /* digits before the decimal point, the spare's included */
	bool more; /* not all of the rest behind the last group is 0 */
};

struct binary binary_of(long double value)
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

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

/* Groups that hold count digits behind the point or from the first that is not
 * 0 on, and the digit after, which decides how to round.  There are no more
 * digits but zeros than the fraction has bits. */
static int wanted_groups(const struct binary *binary, int count)
{
	int bits = binary->exponent < 0 ? -binary->exponent : 0;

	return (smaller(count, bits) + 1) / GROUP + 2;
}

size_t digits_size(const struct binary *binary, int count)
{
	return (size_t)(whole_groups(binary) + wanted_groups(binary, count)) *
	       GROUP;
}

void digits_of_binary(const struct binary *binary, bool leading, int count,
		      char *text, struct digits *digits)
{
	int words = fraction_words(binary);
	uint32_t groups[digits_size(binary, count) / GROUP];
	uint32_t fraction[words + 1];
	struct decimal decimal = { .groups = groups };

	convert_whole(&decimal, binary);
	make_fraction(fraction, words, binary);
	convert_fraction(&decimal, fraction, words,
			 wanted_groups(binary, count), leading);
	round_to(&decimal,
		 (leading ? first_digit(&decimal) : decimal.point) + count);
	spell(&decimal, text);
	digits->text = text;
	digits->length = decimal.count * GROUP;
	digits->point = decimal.point;
	digits->first = first_digit(&decimal);
}
