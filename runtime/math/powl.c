/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Powers.
 */
#include "x87.h"

static bool is_whole(long double y)
{
	return x87_round(y) == y;
}

static bool is_odd(long double y)
{
	return is_whole(y) && x87_magnitude(y) < 0x1p64L && !is_whole(y / 2);
}

/* y is whole, so that few bits are lost where it is small. */
static long double multiplied(long double x, long double y)
{
	unsigned int n = (unsigned int)x87_magnitude(y);
	long double power = 1;

	for (; n != 0; n >>= 1, x *= x)
		if (n & 1)
			power *= x;
	return y < 0 ? 1 / power : power;
}

/* x is more than 0, and both are finite.  The logarithm is had in two parts,
 * the whole one and the rest, which loses nothing of the rest to the other. */
static long double positive(long double x, long double y)
{
	int exponent;
	long double part = frexpl(x, &exponent);
	long double rest, whole, high;

	if (part < 0.70710678118654752440L) {
		part *= 2;
		exponent--;
	}
	if (x87_magnitude(y) > 0x1p80L)
		y = x87_with_sign(0x1p80L, y);
	rest = y * x87_ylog2(part, 1);
	high = y * exponent;
	whole = x87_round(high + rest);
	if (whole > 40000 || whole < -40000)
		return x87_scale(1, whole > 0 ? 40000 : -40000);
	return x87_scale(exp2l((high - whole) + rest), whole);
}

/* One of them is 0 or infinite. */
static long double special(long double x, long double y)
{
	bool huge = !x87_is_finite(x);
	long double size = x87_magnitude(x);

	if (!x87_is_finite(y)) {
		if (size == 1)
			return 1;
		return (size > 1) == (y > 0) ? (long double)INFINITY : 0;
	}
	if (huge == (y > 0))
		size = (long double)INFINITY;
	else
		size = huge ? 0 : y < 0 ? 1 / size : 0;
	return is_odd(y) ? x87_with_sign(size, x) : size;
}

long double powl(long double x, long double y)
{
	long double power;

	if (y == 0 || x == 1)
		return 1;
	if (x87_is_nan(x) || x87_is_nan(y))
		return x + y;
	if (x == 0 || !x87_is_finite(x) || !x87_is_finite(y))
		return special(x, y);
	if (x < 0 && !is_whole(y))
		return (x - x) / (x - x);
	if (is_whole(y) && x87_magnitude(y) <= 64)
		return multiplied(x, y);
	power = positive(x87_magnitude(x), y);
	return x < 0 && is_odd(y) ? -power : power;
}
