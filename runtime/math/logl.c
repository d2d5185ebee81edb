/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Logarithms.
 */
#include "x87.h"

long double logl(long double x)
{
	return x87_ylog2(x, x87_ln2());
}

long double log2l(long double x)
{
	return x87_ylog2(x, 1);
}

long double log10l(long double x)
{
	long double log10of2;

	__asm__("fldlg2" : "=t"(log10of2));
	return x87_ylog2(x, log10of2);
}

long double log1pl(long double x)
{
	if (x87_magnitude(x) < 0.29L)
		return x87_ylog2p1(x, x87_ln2());
	return x87_ylog2(x + 1, x87_ln2());
}
