/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Integers from text.
 */
#include "integer.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>

#define BASE_MAX 36
#define NO_DIGIT 255u

static unsigned digit_of(unsigned character)
{
	if (character - '0' < 10)
		return character - '0';
	character |= 0x20;
	return character - 'a' < 26 ? character - 'a' + 10 : NO_DIGIT;
}

static bool is_space(unsigned character)
{
	return character == ' ' || character - '\t' < 5;
}

/* The base that a prefix asks for, which is skipped; a prefix without digits
 * after it is a zero and a letter. */
static unsigned take_prefix(struct integer_text text, unsigned base, size_t *i)
{
	bool zero = text.at(text.text, *i) == '0';

	if ((base == 0 || base == 16) && zero &&
	    (text.at(text.text, *i + 1) | 0x20) == 'x' &&
	    digit_of(text.at(text.text, *i + 2)) < 16) {
		*i += 2;
		return 16;
	}
	if (base != 0)
		return base;
	return zero ? 8 : 10;
}

/* *value = *value * base + digit; false: it does not fit. */
static bool append(unsigned long long *value, unsigned base, unsigned digit)
{
	uint64_t low = (*value & UINT32_MAX) * base + digit;
	uint64_t high = (*value >> 32) * base + (low >> 32);

	*value = high << 32 | (low & UINT32_MAX);
	return high <= UINT32_MAX;
}

/* False: they do not fit. */
static bool take_digits(struct integer_text text, unsigned base, size_t *i,
			unsigned long long *value)
{
	bool fits = true;
	unsigned digit;

	*value = 0;
	for (; (digit = digit_of(text.at(text.text, *i))) < base; ++*i)
		if (!append(value, base, digit))
			fits = false;
	return fits;
}

unsigned long long integer_read(struct integer_text text, int base,
				long long least, unsigned long long most,
				size_t *end)
{
	unsigned long long value, limit = most;
	bool negative, fits;
	size_t i = 0, first;

	*end = 0;
	if (base < 0 || base == 1 || base > BASE_MAX) {
		errno = EINVAL;
		return 0;
	}
	while (is_space(text.at(text.text, i)))
		i++;
	negative = text.at(text.text, i) == '-';
	if (negative || text.at(text.text, i) == '+')
		i++;
	base = (int)take_prefix(text, (unsigned)base, &i);
	first = i;
	fits = take_digits(text, (unsigned)base, &i, &value);
	if (i == first)
		return 0;
	*end = i;
	if (negative && least != 0)
		limit = -(unsigned long long)least;
	if (!fits || value > limit) {
		errno = ERANGE;
		return negative && least != 0 ? (unsigned long long)least :
						most;
	}
	return negative ? -value : value;
}
