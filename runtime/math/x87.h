/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The x87's instructions, and the parts of its 80-bit numbers.
 */
#ifndef RUNTIME_MATH_X87_H
#define RUNTIME_MATH_X87_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

/* The integer bit is explicit. */
union x87_number {
	long double value;
	struct {
		uint64_t mantissa;
		uint16_t exponent; /* biased by 16383; above it the sign */
	};
};

#define X87_BIAS 16383
#define X87_EXPONENT 0x7fffu
#define X87_SIGN 0x8000u

static inline int x87_exponent(long double x)
{
	return (int)(((union x87_number){ x }).exponent & X87_EXPONENT);
}

static inline bool x87_negative(long double x)
{
	return (((union x87_number){ x }).exponent & X87_SIGN) != 0;
}

static inline long double x87_magnitude(long double x)
{
	__asm__("fabs" : "+t"(x));
	return x;
}

/* The value of x with the sign of y. */
static inline long double x87_with_sign(long double x, long double y)
{
	x = x87_magnitude(x);
	return x87_negative(y) ? -x : x;
}

static inline bool x87_is_nan(long double x)
{
	return x != x;
}

static inline bool x87_is_finite(long double x)
{
	return x87_exponent(x) != X87_EXPONENT;
}

/* To the nearest integer, as the control word says. */
static inline long double x87_round(long double x)
{
	__asm__("frndint" : "+t"(x));
	return x;
}

/* x * 2 to the power of n, an integer. */
static inline long double x87_scale(long double x, long double n)
{
	__asm__("fscale" : "+t"(x) : "u"(n));
	return x;
}

/* 2 to the power of x, less 1; x is between -1 and 1. */
static inline long double x87_exp2m1(long double x)
{
	__asm__("f2xm1" : "+t"(x));
	return x;
}

/* y times the binary logarithm of x. */
static inline long double x87_ylog2(long double x, long double y)
{
	__asm__("fyl2x" : "+t"(x) : "u"(y) : "st(1)");
	return x;
}

/* y times the binary logarithm of x + 1; x is between -0.29 and 0.29. */
static inline long double x87_ylog2p1(long double x, long double y)
{
	__asm__("fyl2xp1" : "+t"(x) : "u"(y) : "st(1)");
	return x;
}

/* The angle of the point (x, y). */
static inline long double x87_angle(long double x, long double y)
{
	__asm__("fpatan" : "+t"(x) : "u"(y) : "st(1)");
	return x;
}

static inline long double x87_sqrt(long double x)
{
	__asm__("fsqrt" : "+t"(x));
	return x;
}

static inline long double x87_log2e(void)
{
	long double x;

	__asm__("fldl2e" : "=t"(x));
	return x;
}

static inline long double x87_ln2(void)
{
	long double x;

	__asm__("fldln2" : "=t"(x));
	return x;
}

#endif
