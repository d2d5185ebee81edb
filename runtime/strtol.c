/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * strtol() and its kin, under all names that newlib has for them.
 */
#include <inttypes.h>
#include <limits.h>
#include <reent.h>
#include <stdlib.h>

typedef char character;

static unsigned at(const void *text, size_t i)
{
	return ((const unsigned char *)text)[i];
}

#include "integerfamily.h"

intmax_t _strtoimax_r(struct _reent *reent, const char *restrict text,
		      char **restrict end, int base);
uintmax_t _strtoumax_r(struct _reent *reent, const char *restrict text,
		       char **restrict end, int base);

FAMILY(strtol, long, LONG_MIN, LONG_MAX)
FAMILY(strtoul, unsigned long, 0, ULONG_MAX)
FAMILY(strtoll, long long, LLONG_MIN, LLONG_MAX)
FAMILY(strtoull, unsigned long long, 0, ULLONG_MAX)
FAMILY(strtoimax, intmax_t, INTMAX_MIN, INTMAX_MAX)
FAMILY(strtoumax, uintmax_t, 0, UINTMAX_MAX)
