/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Tests of the kernel's formatted text, against the C library's where that has
 * the same conversions.
 */
#include <criterion/criterion.h>

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "format.h"

/* Both printers, one after the other, must agree. */
#define AGREE(...)                                                             \
	do {                                                                   \
		char ours[300];                                                \
		char theirs[300];                                              \
		uint32_t used = format_text(ours, sizeof ours, __VA_ARGS__);   \
		int length = snprintf(theirs, sizeof theirs, __VA_ARGS__);     \
		cr_expect_str_eq(ours, theirs, "\"%s\", not \"%s\"", ours,     \
				 theirs);                                      \
		cr_expect_eq(used, (uint32_t)length);                          \
	} while (0)

Test(format, text)
{
	AGREE("plain");
	AGREE("%s and %s", "one", "");
	AGREE("[%6s] [%2s]", "right", "long");
	AGREE("%c%c", 'a', '%');
	AGREE("100 %%, %%d");
}

Test(format, integers)
{
	AGREE("%d %d %d %d", 0, -1, INT_MAX, INT_MIN);
	AGREE("%u %u %x %x", 0u, UINT_MAX, 0u, UINT_MAX);
	AGREE("%5d|%05d|%2d|%05d", 42, 42, 12345, -42);
	AGREE("%08x %8x %02x", 0xbeefu, 0xbeefu, 0xbeefu);
	AGREE("%64u|%064u", 7u, 7u);
}

Test(format, long_integers)
{
	AGREE("%llu %llx", ULLONG_MAX, ULLONG_MAX);
	AGREE("%llu %llu %llu", 0ull, 10000000000ull, 0x8000000000000000ull);
	AGREE("%lld %lld", LLONG_MIN, LLONG_MAX);
	AGREE("%016llx|%20lld", 0x123456789abcull, -1ll);
	AGREE("%lu %ld %lx", ULONG_MAX, LONG_MIN, ULONG_MAX);
	for (unsigned long long n = 1; n < ULLONG_MAX / 7; n = n * 7 + 3)
		AGREE("%llu %lld %llx", n, -(long long)n, n);
}

Test(format, mixed_sizes_keep_in_step)
{
	AGREE("%c %llu %s %d %llx %u", 'x', 1ull << 40, "s", -5, ~0ull, 9u);
}

/* What the C library leaves undefined is not handed to the compiler as a
 * constant, since it warns of it. */
static uint32_t format_as(char *buffer, uint32_t size, const char *template,
			  ...)
{
	va_list arguments;
	uint32_t used;

	va_start(arguments, template);
	used = format_list(buffer, size, template, arguments);
	va_end(arguments);
	return used;
}

Test(format, oddities_are_copied)
{
	char buffer[100];

	format_as(buffer, sizeof buffer, "%q %", 1);
	cr_expect_str_eq(buffer, "%q %");
	format_as(buffer, sizeof buffer, "%s", (char *)NULL);
	cr_expect_str_eq(buffer, "(null)");
	format_as(buffer, sizeof buffer, "%-5d|%.3s", 1, "abc");
	cr_expect_str_eq(buffer, "%-5d|%.3s");
}

Test(format, width_is_bounded)
{
	char buffer[200];

	cr_expect_eq(format_as(buffer, sizeof buffer, "%4294967297u", 1u),
		     FORMAT_WIDTH_MAX);
	cr_expect_eq(format_as(buffer, sizeof buffer, "%99999999999999u", 1u),
		     FORMAT_WIDTH_MAX);
}

Test(format, output_is_bounded)
{
	for (uint32_t size = 0; size < 30; size++) {
		char buffer[32];
		uint32_t expected = size == 0 ? 0 : size <= 14 ? size - 1 : 14;

		memset(buffer, '#', sizeof buffer);
		cr_expect_eq(format_text(buffer, size, "%s %u %05d", "abcd",
					 100u, -12),
			     expected, "%u", size);
		cr_expect_eq(buffer[size], '#');
		if (size > 0) {
			cr_expect_eq(buffer[expected], '\0');
			cr_expect_eq(memcmp(buffer, "abcd 100 -0012", expected),
				     0);
		}
	}
}
