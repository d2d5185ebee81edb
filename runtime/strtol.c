/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * strtol() and its kin, under all names that newlib has for them.
 */
#include <inttypes.h>
#include <limits.h>
#include <reent.h>
#include <stdlib.h>

#include "integer.h"

static unsigned at(const void *text, size_t i)
{
	return ((const unsigned char *)text)[i];
}

static unsigned long long read(const char *text, char **end, int base,
			       long long least, unsigned long long most)
{
	struct integer_text whole = { text, at };
	size_t length;
	unsigned long long value = integer_read(whole, base, least, most,
						&length);

	if (end != NULL)
		*end = (char *)(uintptr_t)(text + length);
	return value;
}

#define FAMILY(name, type, least, most)                                        \
	type _##name##_r(struct _reent *reent, const char *restrict text,      \
			 char **restrict end, int base)                        \
	{                                                                      \
		(void)reent;                                                   \
		return (type)read(text, end, base, least, most);               \
	}                                                                      \
                                                                               \
	type name##_l(const char *restrict text, char **restrict end,          \
		      int base, locale_t locale)                               \
	{                                                                      \
		(void)locale;                                                  \
		return (type)read(text, end, base, least, most);               \
	}                                                                      \
                                                                               \
	type name(const char *restrict text, char **restrict end, int base)    \
	{                                                                      \
		return (type)read(text, end, base, least, most);               \
	}

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
