/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Hyperbolic functions.
 */
#include "x87.h"

/* Here e to the power of -x is nothing beside e to the power of x. */
#define FAR 32.0L

long double sinhl(long double x)
{
	long double t = expm1l(x87_magnitude(x));

	if (x87_magnitude(x) > FAR) /* the half may be finite */
		t = expl(x87_magnitude(x) / 2), t = t / 2 * t;
	else
		t = (t + t / (t + 1)) / 2;
	return x87_with_sign(t, x);
}

long double coshl(long double x)
{
	long double t = expl(x87_magnitude(x) / 2);

	if (x87_magnitude(x) > FAR)
		return t / 2 * t;
	t *= t;
	return (t + 1 / t) / 2;
}

long double tanhl(long double x)
{
	long double t;

	if (x87_magnitude(x) > FAR)
		return x87_with_sign(1, x);
	t = expm1l(2 * x87_magnitude(x));
	return x87_with_sign(t / (t + 2), x);
}

long double asinhl(long double x)
{
	long double t = x87_magnitude(x);

	if (t > 0x1p33L)
		t = logl(t) + x87_ln2();
	else
		t = log1pl(t + t * t / (1 + x87_sqrt(t * t + 1)));
	return x87_with_sign(t, x);
}

long double acoshl(long double x)
{
	long double t = x - 1;

	if (x > 0x1p33L)
		return logl(x) + x87_ln2();
	return log1pl(t + x87_sqrt(2 * t + t * t));
}

long double atanhl(long double x)
{
	long double t = x87_magnitude(x);

	return x87_with_sign(log1pl(2 * t / (1 - t)) / 2, x);
}
