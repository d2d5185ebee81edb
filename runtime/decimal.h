/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Binary floating-point numbers as decimal digits, exact, in as much memory as
 * that takes: a few words for most, some kilobytes for the largest and the
 * smallest long doubles.
 */
#ifndef RUNTIME_DECIMAL_H
#define RUNTIME_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A number's magnitude: mantissa * 2^exponent. */
struct binary {
	uint64_t mantissa; /* odd, or 0 */
	int exponent;
};

/* Of a finite number. */
struct binary binary_of(long double value);

struct digits {
	const char *text; /* not terminated */
	int length;
	int point; /* index of the first digit behind the decimal point */
	int first; /* index of the first that is not 0; length: there is none */
};

/* Room for the digits that the next function writes with the same count. */
size_t digits_size(const struct binary *binary, int count);

/* The digits of a number, rounded to nearest and ties to even after count
 * digits behind the point or, if leading, from the first that is not 0 on.
 * Digits beyond either end of the text are 0. */
void digits_of_binary(const struct binary *binary, bool leading, int count,
		      char *text, struct digits *digits);

#endif
