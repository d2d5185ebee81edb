/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Functions that are no better than those of double.
 */
#include "x87.h"

long double erfl(long double x)
{
	return erf((double)x);
}

long double erfcl(long double x)
{
	return erfc((double)x);
}

long double tgammal(long double x)
{
	return tgamma((double)x);
}

long double lgammal(long double x)
{
	return lgamma((double)x);
}
