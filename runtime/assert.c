/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a failed assert() says, and how it ends.  Without stdio, which may be
 * what is broken.
 */
#include <assert.h>
#include <stdlib.h>

#include <ilwaco/console.h>
#include <ilwaco/crash.h>

#define DIGITS 12

static void say_number(int number)
{
	char digits[DIGITS];
	char *first = &digits[DIGITS - 1];

	*first = '\0';
	do
		*--first = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	ilw_console_last_words(first);
}

_Noreturn void __assert_func(const char *file, int line, const char *function,
			     const char *expression)
{
	ilw_console_last_words(file);
	ilw_console_last_words(":");
	say_number(line);
	if (function != NULL) {
		ilw_console_last_words(": ");
		ilw_console_last_words(function);
	}
	ilw_console_last_words(": assertion failed: ");
	ilw_crash(expression);
}

_Noreturn void __assert(const char *file, int line, const char *expression)
{
	__assert_func(file, line, NULL, expression);
}
