/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * newlib's header, whose macros know long double only where that is double.
 */
#ifndef _DENALI_TGMATH_H
#define _DENALI_TGMATH_H

#include <complex.h>
#include <math.h>
#define _LDBL_EQ_DBL
#include_next <tgmath.h>
#undef _LDBL_EQ_DBL
/* clang-format off */
#define nexttoward(x, y)                                                       \
	_Generic((x), float: nexttowardf, long double: nexttowardl,            \
		 default: nexttoward)(x, y)
/* clang-format on */

#endif
