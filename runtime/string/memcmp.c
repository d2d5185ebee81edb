/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "words.h"

/* Which of two words has the greater first byte that differs. */
static int compare(word left, word right)
{
	return __builtin_bswap32(left) < __builtin_bswap32(right) ? -1 : 1;
}

int memcmp(const void *left, const void *right, size_t length)
{
	const uint8_t *a = left, *b = right;

	for (; length >= 4; length -= 4, a += 4, b += 4)
		if (*(const word *)a != *(const word *)b)
			return compare(*(const word *)a, *(const word *)b);
	for (; length > 0; length--, a++, b++)
		if (*a != *b)
			return *a - *b;
	return 0;
}
