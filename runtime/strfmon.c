/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sums of money.  The C locale has no currency, no grouping and no sign for
 * what is negative but the usual one.
 */
#include <errno.h>
#include <monetary.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST 100 /* of digits before and after the point, and of the width */

struct sum {
	char fill;
	bool parentheses, left;
	int width, before, after; /* -1: not said */
};

/* A number, at most MOST; -1: too large. */
static int read_number(const char **at)
{
	int number = 0;

	for (; **at >= '0' && **at <= '9' && number <= MOST; ++*at)
		number = number * 10 + (**at - '0');
	return number <= MOST ? number : -1;
}

static void read_flags(const char **at, struct sum *sum)
{
	for (;; ++*at) {
		if (**at == '=' && (*at)[1] != '\0')
			sum->fill = *++*at;
		else if (**at == '(')
			sum->parentheses = true;
		else if (**at == '-')
			sum->left = true;
		else if (**at == '\0' || strchr("^+!", **at) == NULL)
			return;
	}
}

/* From behind the % to behind the conversion; false: it is none. */
static bool read_sum(const char **at, struct sum *sum)
{
	*sum = (struct sum){ .fill = ' ', .before = -1, .after = 2 };
	read_flags(at, sum);
	sum->width = read_number(at);
	if (**at == '#') {
		++*at;
		sum->before = read_number(at);
	}
	if (**at == '.') {
		++*at;
		sum->after = read_number(at);
	}
	return sum->width >= 0 && sum->after >= 0 &&
	       (**at == 'n' || **at == 'i') && ++*at;
}

/* One sum; its length, or -1. */
static int write_sum(char *text, size_t room, const struct sum *sum,
		     double value)
{
	char digits[MOST + 330], whole[sizeof digits + MOST + 4];
	bool negative = value < 0;
	const char *before = negative ? "-" : "", *behind = "";
	int length, point, fill;

	snprintf(digits, sizeof digits, "%.*f", sum->after,
		 negative ? -value : value);
	point = (int)strcspn(digits, ".");
	fill = sum->before > point ? sum->before - point : 0;
	if (sum->parentheses) {
		before = negative ? "(" : sum->before >= 0 ? " " : "";
		behind = negative ? ")" : before;
	} else if (sum->before >= 0 && !negative) {
		before = " ";
	}
	snprintf(whole, sizeof whole, "%s%*s%s%s", before, fill, "", digits,
		 behind);
	memset(whole + strlen(before), sum->fill, (size_t)fill);
	length = snprintf(text, room, sum->left ? "%-*s" : "%*s", sum->width,
			  whole);
	return (size_t)length < room ? length : -1;
}

static ssize_t fail(int error)
{
	errno = error;
	return -1;
}

static ssize_t format_all(char *text, size_t room, const char *format,
			  va_list list)
{
	size_t used = 0;
	struct sum sum;
	int length;

	while (*format != '\0') {
		if (*format != '%' || *++format == '%') {
			if (used >= room)
				return fail(E2BIG);
			text[used++] = *format++;
			continue;
		}
		if (!read_sum(&format, &sum))
			return fail(EINVAL);
		length = write_sum(text + used, room - used, &sum,
				   va_arg(list, double));
		if (length < 0)
			return fail(E2BIG);
		used += (size_t)length;
	}
	if (used >= room)
		return fail(E2BIG);
	text[used] = '\0';
	return (ssize_t)used;
}

ssize_t strfmon(char *restrict text, size_t room, const char *restrict format,
		...)
{
	ssize_t result;
	va_list list;

	va_start(list, format);
	result = format_all(text, room, format, list);
	va_end(list);
	return result;
}

ssize_t strfmon_l(char *restrict text, size_t room, locale_t locale,
		  const char *restrict format, ...)
{
	ssize_t result;
	va_list list;

	(void)locale;
	va_start(list, format);
	result = format_all(text, room, format, list);
	va_end(list);
	return result;
}
