/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Taking long doubles apart and putting them together.
 */
#include <limits.h>

#include "x87.h"

long double fabsl(long double x)
{
	return x87_magnitude(x);
}

long double copysignl(long double x, long double y)
{
	return x87_with_sign(x, y);
}

/* fscale takes any integer, and rounds once. */
long double scalblnl(long double x, long n)
{
	return x87_scale(x, n);
}

long double scalbnl(long double x, int n)
{
	return x87_scale(x, n);
}

long double ldexpl(long double x, int n)
{
	return x87_scale(x, n);
}

/* The exponent of a number that is neither 0, infinite nor none. */
static int exponent_of(long double x)
{
	int exponent = x87_exponent(x);

	if (exponent == 0)
		exponent = x87_exponent(x * 0x1p64L) - 64;
	return exponent - X87_BIAS;
}

long double logbl(long double x)
{
	if (x == 0)
		return -1 / x87_magnitude(x);
	if (!x87_is_finite(x))
		return x * x;
	return exponent_of(x);
}

int ilogbl(long double x)
{
	if (x == 0)
		return FP_ILOGB0;
	if (x87_is_nan(x))
		return FP_ILOGBNAN;
	if (!x87_is_finite(x))
		return INT_MAX;
	return exponent_of(x);
}

long double frexpl(long double x, int *exponent)
{
	*exponent = 0;
	if (x == 0 || !x87_is_finite(x))
		return x;
	*exponent = exponent_of(x) + 1;
	return x87_scale(x, -*exponent);
}

long double modfl(long double x, long double *whole)
{
	*whole = truncl(x);
	if (x87_is_finite(x) || x87_is_nan(x))
		return x87_with_sign(x - *whole, x);
	return x87_with_sign(0, x);
}
