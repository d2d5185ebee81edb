/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The larger and the smaller of two long doubles; no number loses to any.
 */
#include "x87.h"

long double fmaxl(long double x, long double y)
{
	if (x87_is_nan(x))
		return y;
	if (x87_is_nan(y) || x > y)
		return x;
	return x == y && !x87_negative(x) ? x : y;
}

long double fminl(long double x, long double y)
{
	if (x87_is_nan(x))
		return y;
	if (x87_is_nan(y) || x < y)
		return x;
	return x == y && x87_negative(x) ? x : y;
}

long double fdiml(long double x, long double y)
{
	if (x87_is_nan(x) || x87_is_nan(y))
		return x + y;
	return x > y ? x - y : 0;
}
