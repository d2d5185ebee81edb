/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Remainders of long doubles, which are exact.
 */
#include "x87.h"

#define PARTIAL 0x400u

/* fprem and fprem1 take off some 60 bits at a time. */
long double fmodl(long double x, long double y)
{
	uint16_t status;

	do
		__asm__("fprem; fnstsw %1" : "+t"(x), "=a"(status) : "u"(y));
	while (status & PARTIAL);
	return x;
}

/* The low three bits of the quotient are bits 9, 14 and 8 of the status. */
static int quotient_of(unsigned int status)
{
	return (int)((status >> 9 & 1) | (status >> 13 & 2) |
		     (status >> 6 & 4));
}

long double remquol(long double x, long double y, int *quotient)
{
	bool negative = x87_negative(x) != x87_negative(y);
	uint16_t status;

	do
		__asm__("fprem1; fnstsw %1" : "+t"(x), "=a"(status) : "u"(y));
	while (status & PARTIAL);
	*quotient = negative ? -quotient_of(status) : quotient_of(status);
	return x;
}

long double remainderl(long double x, long double y)
{
	int quotient;

	return remquol(x, y, &quotient);
}
