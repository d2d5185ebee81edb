/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * wcstol() and its kin, under all names that newlib has for them.
 */
#include <inttypes.h>
#include <limits.h>
#include <reent.h>
#include <wchar.h>

#include "integer.h"

static unsigned at(const void *text, size_t i)
{
	return (unsigned)((const wchar_t *)text)[i];
}

static unsigned long long read(const wchar_t *text, wchar_t **end, int base,
			       long long least, unsigned long long most)
{
	struct integer_text whole = { text, at };
	size_t length;
	unsigned long long value = integer_read(whole, base, least, most,
						&length);

	if (end != NULL)
		*end = (wchar_t *)(uintptr_t)(text + length);
	return value;
}

#define FAMILY(name, type, least, most)                                        \
	type _##name##_r(struct _reent *reent, const wchar_t *restrict text,   \
			 wchar_t **restrict end, int base)                     \
	{                                                                      \
		(void)reent;                                                   \
		return (type)read(text, end, base, least, most);               \
	}                                                                      \
                                                                               \
	type name##_l(const wchar_t *restrict text, wchar_t **restrict end,    \
		      int base, locale_t locale)                               \
	{                                                                      \
		(void)locale;                                                  \
		return (type)read(text, end, base, least, most);               \
	}                                                                      \
                                                                               \
	type name(const wchar_t *restrict text, wchar_t **restrict end,        \
		  int base)                                                    \
	{                                                                      \
		return (type)read(text, end, base, least, most);               \
	}

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
