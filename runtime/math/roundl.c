/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Rounding to integers of long double.
 */
#include "x87.h"

#define ROUND_DOWN 0x400u
#define ROUND_UP 0x800u
#define ROUND_TO_ZERO 0xc00u
#define INEXACT 0x20u

static long double round_by(long double x, unsigned int rule)
{
	uint16_t before, during;

	__asm__ volatile("fnstcw %0" : "=m"(before));
	during = (uint16_t)((before & ~ROUND_TO_ZERO) | rule);
	__asm__ volatile("fldcw %1; frndint; fldcw %2"
			 : "+t"(x)
			 : "m"(during), "m"(before));
	return x;
}

long double floorl(long double x)
{
	return round_by(x, ROUND_DOWN);
}

long double ceill(long double x)
{
	return round_by(x, ROUND_UP);
}

long double truncl(long double x)
{
	return round_by(x, ROUND_TO_ZERO);
}

/* Halves go away from zero. */
long double roundl(long double x)
{
	long double whole = round_by(x, ROUND_TO_ZERO);

	if (x87_magnitude(x - whole) >= 0.5L)
		whole += x87_with_sign(1, x);
	return whole;
}

long lroundl(long double x)
{
	return (long)roundl(x);
}

long long llroundl(long double x)
{
	return (long long)roundl(x);
}

/* As rintl(), but it does not tell that something was lost. */
long double nearbyintl(long double x)
{
	struct {
		uint16_t control, unused, status, more[11];
	} environment;
	uint16_t before;

	__asm__ volatile("fnstsw %0" : "=m"(before));
	__asm__ volatile("frndint" : "+t"(x));
	if ((before & INEXACT) == 0) {
		__asm__ volatile("fnstenv %0" : "=m"(environment));
		environment.status &= (uint16_t)~INEXACT;
		__asm__ volatile("fldenv %0" : : "m"(environment));
	}
	return x;
}
