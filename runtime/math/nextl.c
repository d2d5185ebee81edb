/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The next number, where long double has a part in it.
 */
#include "x87.h"

/* The least number that is more than 0, with a sign. */
static long double least(long double sign)
{
	union x87_number number = { .value = 0 };

	number.mantissa = 1;
	return x87_with_sign(number.value, sign);
}

/* The number whose magnitude is next to that of x, which is not 0. */
static long double step(long double x, bool away)
{
	union x87_number number = { .value = x };
	const uint64_t top = UINT64_C(1) << 63;

	if (away) {
		if (++number.mantissa == 0 || number.mantissa == top) {
			number.mantissa = top;
			number.exponent++;
		}
	} else if (--number.mantissa < top &&
		   (number.exponent & X87_EXPONENT)) {
		number.exponent--;
		if (number.exponent & X87_EXPONENT)
			number.mantissa |= top;
	}
	return number.value;
}

long double nextafterl(long double x, long double y)
{
	if (x87_is_nan(x) || x87_is_nan(y))
		return x + y;
	if (x == y)
		return y;
	if (x == 0)
		return least(y);
	return step(x, (x < y) == (x > 0));
}

long double nexttowardl(long double x, long double y)
{
	return nextafterl(x, y);
}

double nexttoward(double x, long double y)
{
	if (x87_is_nan(x) || x87_is_nan(y))
		return (double)(x + y);
	if (x == y)
		return (double)y;
	if (x == 0)
		return x87_negative(y) ? -0x1p-1074 : 0x1p-1074;
	return nextafter(x, x < y ? (double)INFINITY : -(double)INFINITY);
}

float nexttowardf(float x, long double y)
{
	if (x87_is_nan(x) || x87_is_nan(y))
		return (float)(x + y);
	if (x == y)
		return (float)y;
	if (x == 0)
		return x87_negative(y) ? -0x1p-149f : 0x1p-149f;
	return nextafterf(x, x < y ? INFINITY : -INFINITY);
}
