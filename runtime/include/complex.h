/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * newlib's header, and the functions of long double that it has but does not
 * declare.
 */
#ifndef _DENALI_COMPLEX_H
#define _DENALI_COMPLEX_H

#include <sys/cdefs.h>
#include_next <complex.h>

__BEGIN_DECLS

long double complex cacosl(long double complex z);
long double complex cacoshl(long double complex z);
long double complex casinhl(long double complex z);
long double complex catanhl(long double complex z);
long double complex ccosl(long double complex z);
long double complex ccoshl(long double complex z);
long double complex cexpl(long double complex z);
long double complex conjl(long double complex z);
long double complex cpowl(long double complex x, long double complex y);
long double complex cprojl(long double complex z);
long double complex csinl(long double complex z);
long double complex csinhl(long double complex z);
long double complex ctanl(long double complex z);
long double complex ctanhl(long double complex z);

__END_DECLS

#endif
