/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What strtol.c and wcstol.c share: a file that includes this says first what a
 * `character` of its texts is, and at(), as struct integer_text has it.
 */
#ifndef RUNTIME_INTEGERFAMILY_H
#define RUNTIME_INTEGERFAMILY_H

#include <reent.h>
#include <stdint.h>

#include "integer.h"

static unsigned long long read(const character *text, character **end, int base,
			       long long least, unsigned long long most)
{
	struct integer_text whole = { text, at };
	size_t length;
	unsigned long long value = integer_read(whole, base, least, most,
						&length);

	if (end != NULL)
		*end = (character *)(uintptr_t)(text + length);
	return value;
}

/* All names that newlib has for one of strtol() and its kin. */
#define FAMILY(name, type, least, most)                                        \
	type _##name##_r(struct _reent *reent, const character *restrict text, \
			 character **restrict end, int base)                   \
	{                                                                      \
		(void)reent;                                                   \
		return (type)read(text, end, base, least, most);               \
	}                                                                      \
                                                                               \
	type name##_l(const character *restrict text,                          \
		      character **restrict end, int base, locale_t locale)     \
	{                                                                      \
		(void)locale;                                                  \
		return (type)read(text, end, base, least, most);               \
	}                                                                      \
                                                                               \
	type name(const character *restrict text, character **restrict end,    \
		  int base)                                                    \
	{                                                                      \
		return (type)read(text, end, base, least, most);               \
	}

#endif
