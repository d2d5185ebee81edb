/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A product and a sum, rounded once: the product is held in two numbers that
 * together are exact, the sum of the small parts is rounded to odd, and so the
 * last addition rounds as if there had been one.
 */
#include "x87.h"

struct pair {
	long double high, low;
};

static struct pair sum(long double a, long double b)
{
	long double high = a + b;
	long double part = high - a;

	return (struct pair){ high, (a - (high - part)) + (b - part) };
}

/* Two halves of 32 bits whose products are exact. */
static struct pair halves(long double a)
{
	long double big = a * 0x1.00000001p32L;
	long double high = big - (big - a);

	return (struct pair){ high, a - high };
}

static struct pair product(long double a, long double b)
{
	struct pair x = halves(a), y = halves(b);
	long double high = a * b;

	return (struct pair){ high, ((x.high * y.high - high) + x.high * y.low +
				     x.low * y.high) +
					    x.low * y.low };
}

/* The sum, its last bit odd if something was lost. */
static long double odd_sum(long double a, long double b)
{
	struct pair both = sum(a, b);
	union x87_number number = { .value = both.high };

	if (both.low != 0 && (number.mantissa & 1) == 0)
		return nextafterl(both.high, both.low > 0 ?
						     (long double)INFINITY :
						     -(long double)INFINITY);
	return both.high;
}

static bool is_plain(long double x)
{
	return x != 0 && x87_is_finite(x);
}

/* Scaled so that nothing on the way is too large or too small. */
long double fmal(long double x, long double y, long double z)
{
	int i, j, k;
	long double result;
	struct pair xy, all;

	if (x87_is_finite(x) && x87_is_finite(y) && !x87_is_finite(z))
		return z;
	if (!is_plain(x) || !is_plain(y) || !is_plain(z))
		return x * y + z;
	x = frexpl(x, &i);
	y = frexpl(y, &j);
	z = frexpl(z, &k);
	k -= i + j;
	if (k > 200)
		return x87_scale(z, k + i + j);
	z = x87_scale(z, k < -200 ? -200 : k);
	xy = product(x, y);
	all = sum(z, xy.low);
	result = all.low;
	all = sum(xy.high, all.high);
	if (all.high == 0)
		return x87_scale(all.low + result, i + j);
	return x87_scale(all.high + odd_sum(result, all.low), i + j);
}
