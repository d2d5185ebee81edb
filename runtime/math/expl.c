/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Powers of e and 2.
 */
#include "x87.h"

/* ln 2 in two parts; the first has so few bits that it can be multiplied by
 * any exponent exactly. */
#define LN2_HIGH 0x1.62e42ffp-1L
#define LN2_LOW (-4.2009150726810847291823431925e-11L)

/* Beyond these all is 0 or too much; both are not, so that fscale says so. */
#define LEAST (-17000.0L)
#define MOST 17000.0L

static long double bounded(long double x)
{
	return x < LEAST ? LEAST : x > MOST ? MOST : x;
}

long double exp2l(long double x)
{
	long double n;

	if (x87_is_nan(x))
		return x;
	if (!x87_is_finite(x))
		return x < 0 ? 0 : x;
	x = bounded(x);
	n = x87_round(x);
	return x87_scale(x87_exp2m1(x - n) + 1, n);
}

long double expl(long double x)
{
	long double n, rest;

	if (x87_is_nan(x))
		return x;
	if (!x87_is_finite(x))
		return x < 0 ? 0 : x;
	x = bounded(x);
	n = x87_round(x * x87_log2e());
	rest = x - n * LN2_HIGH - n * LN2_LOW;
	return x87_scale(x87_exp2m1(rest * x87_log2e()) + 1, n);
}

long double expm1l(long double x)
{
	if (x87_magnitude(x) < 0.5L)
		return x87_exp2m1(x * x87_log2e());
	return expl(x) - 1;
}
