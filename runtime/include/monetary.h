/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sums of money, as the C locale writes them: without a currency.
 */
#ifndef _MONETARY_H
#define _MONETARY_H

#include <locale.h>
#include <sys/cdefs.h>
#include <sys/types.h>

__BEGIN_DECLS

/* %n and %i, with flags =f ^ + ( ! -, a width, #left and .right digits; the
 * length, or -1: E2BIG, EINVAL. */
ssize_t strfmon(char *__restrict text, size_t room,
		const char *__restrict format, ...);
ssize_t strfmon_l(char *__restrict text, size_t room, locale_t locale,
		  const char *__restrict format, ...);

__END_DECLS

#endif
