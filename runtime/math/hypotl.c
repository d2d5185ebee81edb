/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The length of (x, y), also where a square would be too large or too small.
 */
#include "x87.h"

static bool is_infinite(long double x)
{
	return !x87_is_finite(x) && !x87_is_nan(x);
}

long double hypotl(long double x, long double y)
{
	long double least = fminl(x87_magnitude(x), x87_magnitude(y));
	long double most = fmaxl(x87_magnitude(x), x87_magnitude(y));
	int exponent;

	if (is_infinite(x) || is_infinite(y))
		return (long double)INFINITY;
	if (x87_is_nan(x) || x87_is_nan(y))
		return x + y;
	most = frexpl(most, &exponent);
	least = x87_scale(least, -exponent);
	return x87_scale(x87_sqrt(most * most + least * least), exponent);
}
