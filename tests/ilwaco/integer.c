/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Integers from text, compared with what the build host reads in the same
 * text, and at the edges.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "integer.h"

#define ROUNDS 500000
#define LENGTH 26

static unsigned at(const void *text, size_t i)
{
	return ((const unsigned char *)text)[i];
}

static long long ours(const char *text, int base, long long least,
		      unsigned long long most, size_t *length)
{
	struct integer_text whole = { text, at };

	errno = 0;
	return (long long)integer_read(whole, base, least, most, length);
}

static void compare(const char *text, int base)
{
	size_t length;
	char *end;
	long long got = ours(text, base, LLONG_MIN, LLONG_MAX, &length);
	int error = errno;
	unsigned long long value;

	errno = 0;
	cr_assert_eq(got, strtoll(text, &end, base), "'%s' %d", text, base);
	cr_assert_eq(length, (size_t)(end - text), "'%s' %d", text, base);
	cr_assert_eq(error, errno, "'%s' %d", text, base);
	value = (unsigned long long)ours(text, base, 0, ULLONG_MAX, &length);
	error = errno;
	errno = 0;
	cr_assert_eq(value, strtoull(text, &end, base), "'%s' %d", text, base);
	cr_assert_eq(length, (size_t)(end - text), "'%s' %d", text, base);
	cr_assert_eq(error, errno, "'%s' %d", text, base);
}

Test(integer, agrees_with_the_host)
{
	static const char alphabet[] = "00112233445567899abcdefFxXz \t-+";
	static const int bases[] = { 0, 2, 3, 8, 10, 16, 20, 35, 36 };
	char text[LENGTH + 1];

	srand(1);
	for (int i = 0; i < ROUNDS; i++) {
		size_t length = (size_t)rand() % LENGTH;
		size_t kinds = rand() % 2 ? sizeof alphabet - 1 : 16;

		for (size_t j = 0; j < length; j++)
			text[j] = alphabet[(size_t)rand() % kinds];
		text[length] = '\0';
		if (rand() % 3 == 0)
			text[0] = "-+ 0"[rand() % 4];
		compare(text, bases[(size_t)rand() %
				    (sizeof bases / sizeof bases[0])]);
	}
}

static const struct edge {
	const char *text;
	int base;
	long long value;
	size_t length;
	int error;
} edges[] = {
	{ "2147483647", 10, INT_MAX, 10, 0 },
	{ "2147483648", 10, INT_MAX, 10, ERANGE },
	{ "-2147483648", 10, INT_MIN, 11, 0 },
	{ "-2147483649", 10, INT_MIN, 11, ERANGE },
	{ "99999999999999999999999", 10, INT_MAX, 23, ERANGE },
	{ "-99999999999999999999999 ", 10, INT_MIN, 24, ERANGE },
	{ "", 10, 0, 0, 0 },
	{ " ", 0, 0, 0, 0 },
	{ "-", 0, 0, 0, 0 },
	{ "0x", 16, 0, 1, 0 },
	{ "0xz", 16, 0, 1, 0 },
	{ "0xz", 0, 0, 1, 0 },
	{ "-0x1f", 0, -31, 5, 0 },
	{ "\v\f\r\n08", 0, 0, 5, 0 },
	{ "123", 1, 0, 0, EINVAL },
	{ "123", 37, 0, 0, EINVAL },
	{ "123", -1, 0, 0, EINVAL },
};

/* As strtol() of 32 bits. */
Test(integer, edges)
{
	for (size_t i = 0; i < sizeof edges / sizeof edges[0]; i++) {
		const struct edge *edge = &edges[i];
		size_t length;

		cr_expect_eq(ours(edge->text, edge->base, INT_MIN, INT_MAX,
				  &length),
			     edge->value, "'%s'", edge->text);
		cr_expect_eq(errno, edge->error, "'%s'", edge->text);
		cr_expect_eq(length, edge->length, "'%s'", edge->text);
	}
}

/* As strtoul() of 32 bits: a sign negates, what is too much is the most. */
Test(integer, unsigned_edges)
{
	size_t length;

	cr_expect_eq((unsigned)ours("-1", 0, 0, UINT_MAX, &length), UINT_MAX);
	cr_expect_eq(errno, 0);
	cr_expect_eq(ours("4294967295", 0, 0, UINT_MAX, &length), UINT_MAX);
	cr_expect_eq(errno, 0);
	cr_expect_eq(ours("4294967296", 0, 0, UINT_MAX, &length), UINT_MAX);
	cr_expect_eq(errno, ERANGE);
	cr_expect_eq(ours("-4294967296", 0, 0, UINT_MAX, &length), UINT_MAX);
	cr_expect_eq(errno, ERANGE);
}
