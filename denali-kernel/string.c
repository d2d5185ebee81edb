/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Memory and string functions.
 *
 * Whole words are moved by the processor's string instructions: under an
 * emulator these cost a quarter of what their byte-wise forms do, and on a real
 * machine next to nothing more.  The direction flag is clear throughout the
 * kernel; every entry sees to that.
 */
#include "string.h"

#include <stdint.h>

enum { WORD = sizeof(uint32_t) };

void *memcpy(void *restrict to, const void *restrict from, size_t length)
{
	void *d = to;
	size_t words = length / WORD;
	size_t rest = length % WORD;

	__asm__ volatile("rep movsl"
			 : "+D"(d), "+S"(from), "+c"(words)
			 :
			 : "memory");
	__asm__ volatile("rep movsb"
			 : "+D"(d), "+S"(from), "+c"(rest)
			 :
			 : "memory");
	return to;
}

void *memmove(void *to, const void *from, size_t length)
{
	uint8_t *d = to;
	const uint8_t *s = from;

	/* Forward is safe unless the target begins inside the source. */
	if ((uintptr_t)d - (uintptr_t)s >= length)
		return memcpy(to, from, length);
	while (length--)
		d[length] = s[length];
	return to;
}

void *memset(void *to, int byte, size_t length)
{
	void *d = to;
	uint32_t pattern = (uint8_t)byte * 0x01010101u;
	size_t words = length / WORD;
	size_t rest = length % WORD;

	__asm__ volatile("rep stosl"
			 : "+D"(d), "+c"(words)
			 : "a"(pattern)
			 : "memory");
	__asm__ volatile("rep stosb"
			 : "+D"(d), "+c"(rest)
			 : "a"(pattern)
			 : "memory");
	return to;
}

int memcmp(const void *a, const void *b, size_t length)
{
	const uint8_t *p = a;
	const uint8_t *q = b;

	for (size_t i = 0; i < length; i++)
		if (p[i] != q[i])
			return p[i] < q[i] ? -1 : 1;
	return 0;
}

size_t strnlen(const char *s, size_t limit)
{
	size_t length = 0;

	while (length < limit && s[length] != '\0')
		length++;
	return length;
}
