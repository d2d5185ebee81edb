/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Cube roots: that of the double, and two steps of Newton's.
 */
#include "x87.h"

long double cbrtl(long double x)
{
	long double part, root;
	int exponent, third;

	if (x == 0 || !x87_is_finite(x))
		return x + x;
	part = frexpl(x, &exponent);
	third = exponent / 3;
	part = x87_scale(part, exponent - 3 * third);
	root = cbrt((double)part);
	for (int i = 0; i < 2; i++)
		root -= (root - part / (root * root)) / 3;
	return x87_scale(root, third);
}
