/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Memory and strings, at all alignments and around the lengths where another
 * way begins, compared with what the build host makes of them.  What is given
 * is as large as it has to be, so that a byte too many is an error.
 */
#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "string/words.h"

/* The build host's. */
#undef memcpy
#undef memmove
#undef memset
#undef memcmp
#undef strspn
#undef strcspn
#undef strpbrk
void *memcpy(void *to, const void *from, size_t length);
void *memmove(void *to, const void *from, size_t length);
void *memset(void *to, int byte, size_t length);
int memcmp(const void *left, const void *right, size_t length);
size_t strspn(const char *string, const char *accepted);
size_t strcspn(const char *string, const char *rejected);
char *strpbrk(const char *string, const char *accepted);

#define ALIGNMENTS 5
#define ROOM (LONG + 64)

/* All short ones, and those about LONG. */
static size_t next(size_t length)
{
	return length == 40 ? LONG - 20 : length + 1;
}
#define LENGTHS(length)                                                        \
	for (size_t length = 0; length < LONG + 20; length = next(length))

static void fill(uint8_t *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		bytes[i] = (uint8_t)rand();
}

Test(string, memcpy)
{
	LENGTHS(length)
	{
		for (size_t at = 0; at < ALIGNMENTS; at++) {
			uint8_t *from = malloc(length + at);
			uint8_t *to = malloc(length + ALIGNMENTS - at);
			uint8_t *begin = to + ALIGNMENTS - at;

			fill(from, length + at);
			cr_assert_eq(vm_memcpy(begin, from + at, length),
				     begin);
			cr_assert_eq(memcmp(begin, from + at, length), 0,
				     "%zu bytes", length);
			free(from);
			free(to);
		}
	}
}

/* What is moved by so many bytes, forwards and back. */
static void move(size_t length, ptrdiff_t by)
{
	static uint8_t ours[ROOM + 64], theirs[ROOM + 64];

	fill(ours, sizeof ours);
	memcpy(theirs, ours, sizeof ours);
	cr_assert_eq(vm_memmove(ours + 32 + by, ours + 32, length),
		     ours + 32 + by);
	memmove(theirs + 32 + by, theirs + 32, length);
	cr_assert_eq(memcmp(ours, theirs, sizeof ours), 0, "%zu bytes by %td",
		     length, by);
}

Test(string, memmove)
{
	LENGTHS(length)
	for (ptrdiff_t by = -20; by <= 20; by++)
		move(length, by);
}

Test(string, memset)
{
	LENGTHS(length)
	{
		for (size_t at = 0; at < ALIGNMENTS; at++) {
			uint8_t *ours = malloc(length + at);

			memset(ours, 1, length + at);
			cr_assert_eq(vm_memset(ours + at, 0x1a5, length),
				     ours + at);
			for (size_t i = 0; i < length + at; i++)
				cr_assert_eq(ours[i], i < at ? 1 : 0xa5);
			free(ours);
		}
	}
}

static int sign(int number)
{
	return (number > 0) - (number < 0);
}

Test(string, memcmp)
{
	LENGTHS(length)
	{
		uint8_t *left = malloc(length + 1), *right = malloc(length);

		fill(right, length);
		memcpy(left + 1, right, length);
		cr_assert_eq(vm_memcmp(left + 1, right, length), 0);
		for (size_t i = 0; i < length; i++) {
			left[1 + i] ^= 0x80;
			cr_assert_eq(sign(vm_memcmp(left + 1, right, length)),
				     left[1 + i] > right[i] ? 1 : -1,
				     "byte %zu of %zu", i, length);
			left[1 + i] = right[i];
		}
		free(left);
		free(right);
	}
}

/* Differences further on count for nothing, nor do signs. */
Test(string, memcmp_goes_by_the_first_difference)
{
	cr_assert_gt(vm_memcmp("\x80"
			       "1234",
			       "\x7f"
			       "9999",
			       5),
		     0);
	cr_assert_lt(vm_memcmp("a\x01\xff\xff", "a\x02\x00\x00", 4), 0);
	cr_assert_lt(vm_memcmp("\0b", "\0c", 2), 0);
}

static void make(char *text, size_t longest, const char *alphabet)
{
	size_t length = (size_t)rand() % longest;

	for (size_t i = 0; i < length; i++)
		text[i] = alphabet[(size_t)rand() % strlen(alphabet)];
	text[length] = '\0';
}

Test(string, spans_agree_with_the_host)
{
	char string[20], set[6];

	for (int i = 0; i < 300000; i++) {
		make(string, sizeof string, "aab\x80\xff\x7f\x1f \x01");
		make(set, sizeof set, "ab\x80\xff\x7f\x1f \x01");
		cr_assert_eq(vm_strspn(string, set), strspn(string, set));
		cr_assert_eq(vm_strcspn(string, set), strcspn(string, set));
		cr_assert_eq(vm_strpbrk(string, set), strpbrk(string, set));
	}
}
