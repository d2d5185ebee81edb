/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Circular functions.  The instructions take angles below 2^63; larger ones are
 * brought down first, by a number that is near to 2 pi only.
 */
#include "x87.h"

#define LARGE 0x1p63L
#define TWO_PI 0x1.921fb54442d1846ap+2L

static long double below_limit(long double x)
{
	return x87_magnitude(x) < LARGE ? x : fmodl(x, TWO_PI);
}

long double sinl(long double x)
{
	x = below_limit(x);
	__asm__("fsin" : "+t"(x));
	return x;
}

long double cosl(long double x)
{
	x = below_limit(x);
	__asm__("fcos" : "+t"(x));
	return x;
}

long double tanl(long double x)
{
	x = below_limit(x);
	__asm__("fptan; fstp %%st(0)" : "+t"(x) : : "st(7)");
	return x;
}

long double atanl(long double x)
{
	return x87_angle(1, x);
}

long double atan2l(long double y, long double x)
{
	return x87_angle(x, y);
}

long double asinl(long double x)
{
	return x87_angle(x87_sqrt((1 - x) * (1 + x)), x);
}

long double acosl(long double x)
{
	return x87_angle(x, x87_sqrt((1 - x) * (1 + x)));
}
