/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Tests of the kernel's string functions.  They are compiled under other names
 * (the prefix kernel_), so that the C library's stay what the test itself and
 * its sanitizers use.
 */
#include <criterion/criterion.h>

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void *kernel_memcpy(void *to, const void *from, size_t length);
void *kernel_memmove(void *to, const void *from, size_t length);
void *kernel_memset(void *to, int byte, size_t length);
int kernel_memcmp(const void *a, const void *b, size_t length);
size_t kernel_strnlen(const char *s, size_t limit);

enum { SIZE = 64 };

static void number(uint8_t *bytes)
{
	for (int i = 0; i < SIZE; i++)
		bytes[i] = (uint8_t)(i * 37 + 1);
}

Test(string, memcpy_copies_that_and_no_more)
{
	for (size_t length = 0; length < 20; length++) {
		for (size_t shift = 0; shift < 8; shift++) {
			uint8_t from[SIZE];
			uint8_t to[SIZE];
			uint8_t expected[SIZE];

			number(from);
			memset(to, 0xee, SIZE);
			memset(expected, 0xee, SIZE);
			memcpy(expected + 8, from + shift, length);
			cr_assert_eq(kernel_memcpy(to + 8, from + shift,
						   length),
				     to + 8);
			cr_assert_arr_eq(to, expected, SIZE, "%zu %zu", length,
					 shift);
		}
	}
}

Test(string, memmove_copies_overlapping_memory)
{
	for (size_t length = 0; length < 30; length++) {
		for (size_t to = 0; to < 30; to++) {
			uint8_t ours[SIZE];
			uint8_t theirs[SIZE];

			number(ours);
			number(theirs);
			memmove(theirs + to, theirs + 15, length);
			cr_assert_eq(kernel_memmove(ours + to, ours + 15,
						    length),
				     ours + to);
			cr_assert_arr_eq(ours, theirs, SIZE, "%zu to %zu",
					 length, to);
		}
	}
}

Test(string, memset_sets_that_and_no_more)
{
	for (size_t length = 0; length < 20; length++) {
		for (size_t shift = 0; shift < 8; shift++) {
			uint8_t ours[SIZE];
			uint8_t theirs[SIZE];

			number(ours);
			number(theirs);
			memset(theirs + shift, 0x1a5, length);
			cr_assert_eq(kernel_memset(ours + shift, 0x1a5, length),
				     ours + shift);
			cr_assert_arr_eq(ours, theirs, SIZE, "%zu %zu", length,
					 shift);
		}
	}
}

Test(string, memcmp_compares_unsigned_bytes)
{
	cr_assert_eq(kernel_memcmp("same", "same", 4), 0);
	cr_assert_eq(kernel_memcmp("samX", "samY", 3), 0);
	cr_assert_lt(kernel_memcmp("a", "b", 1), 0);
	cr_assert_gt(kernel_memcmp("\xff", "\x01", 1), 0);
	cr_assert_lt(kernel_memcmp("\0a", "\0b", 2), 0);
	cr_assert_eq(kernel_memcmp("x", "y", 0), 0);
}

Test(string, strnlen_stops_at_the_limit)
{
	char *text = malloc(4);

	memcpy(text, "four", 4);
	cr_assert_eq(kernel_strnlen(text, 4), 4);
	cr_assert_eq(kernel_strnlen(text, 0), 0);
	cr_assert_eq(kernel_strnlen("abc", 10), 3);
	cr_assert_eq(kernel_strnlen("", 10), 0);
	free(text);
}
