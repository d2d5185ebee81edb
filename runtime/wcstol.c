/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * wcstol() and its kin, under all names that newlib has for them.
 */
#include <inttypes.h>
#include <limits.h>
#include <reent.h>
#include <wchar.h>

typedef wchar_t character;

static unsigned at(const void *text, size_t i)
{
	return (unsigned)((const wchar_t *)text)[i];
}

#include "integerfamily.h"

intmax_t _wcstoimax_r(struct _reent *reent, const wchar_t *restrict text,
		      wchar_t **restrict end, int base);
uintmax_t _wcstoumax_r(struct _reent *reent, const wchar_t *restrict text,
		       wchar_t **restrict end, int base);

FAMILY(wcstol, long, LONG_MIN, LONG_MAX)
FAMILY(wcstoul, unsigned long, 0, ULONG_MAX)
FAMILY(wcstoll, long long, LLONG_MIN, LLONG_MAX)
FAMILY(wcstoull, unsigned long long, 0, ULLONG_MAX)
FAMILY(wcstoimax, intmax_t, INTMAX_MIN, INTMAX_MAX)
FAMILY(wcstoumax, uintmax_t, 0, UINTMAX_MAX)
