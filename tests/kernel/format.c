/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Tests of the kernel's formatted text, against the C library's.
 */
#include <criterion/criterion.h>

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "format.h"

static uint32_t text(char *buffer, uint32_t size, const char *template, ...)
	FORMAT_CHECKED(3, 4);

static uint32_t text(char *buffer, uint32_t size, const char *template, ...)
{
	va_list arguments;
	uint32_t used;

	va_start(arguments, template);
	used = format_list(buffer, size, template, arguments);
	va_end(arguments);
	return used;
}

/* Both printers, one after the other, must agree. */
#define AGREE(...)                                                             \
	do {                                                                   \
		char ours[300];                                                \
		char theirs[300];                                              \
		uint32_t used = text(ours, sizeof ours, __VA_ARGS__);          \
		int length = snprintf(theirs, sizeof theirs, __VA_ARGS__);     \
		cr_assert_eq(used, (uint32_t)length, "%u", used);              \
		cr_expect_arr_eq(ours, theirs, used, "%.*s, not %s",           \
				 (int)used, ours, theirs);                     \
	} while (0)

Test(format, strings)
{
	AGREE("plain");
	AGREE("%s", "");
	AGREE("%s and %s", "one", "");
	AGREE("<%s>", "100 %s");
}

Test(format, numbers)
{
	AGREE("%u %u %x %x", 0u, UINT_MAX, 0u, UINT_MAX);
	AGREE("%08x %02x %01x", 0xbeefu, 0xbeefu, 0u);
	AGREE("%02u %09u", 7u, UINT_MAX);
	for (uint32_t n = 1; n < UINT_MAX / 3; n = n * 3 - 1)
		AGREE("%u %x %08x", n, n, n);
}

Test(format, mixed)
{
	AGREE("pci %x: %s, %u of %u, %08x", 0x18u, "no line", 1u, 2u, 0xffu);
}

Test(format, is_cut_where_there_is_no_room)
{
	char whole[] = "abcd 4294967295 00ff";

	for (uint32_t size = 0; size < sizeof whole + 2; size++) {
		uint32_t length = sizeof whole - 1;
		char buffer[64];

		memset(buffer, '#', sizeof buffer);
		length = size < length ? size : length;
		cr_assert_eq(text(buffer, size, "%s %u %04x", "abcd", UINT_MAX,
				  0xffu),
			     length);
		cr_expect_arr_eq(buffer, whole, length);
		cr_expect_eq(buffer[length], '#', "past its end");
	}
}
