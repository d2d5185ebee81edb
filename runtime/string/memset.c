/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "words.h"

/* Sixteen bytes at any address. */
static inline void set_16(char *to, word value)
{
	*(word *)to = value;
	*(word *)(to + 4) = value;
	*(word *)(to + 8) = value;
	*(word *)(to + 12) = value;
}

static inline void set_long(char *to, word value, size_t length)
{
	size_t words = length / sizeof(word);

	__asm__ volatile("rep stosl"
			 : "+D"(to), "+c"(words)
			 : "a"(value)
			 : "memory");
}

/* What is no whole number of pieces ends with one that overlaps. */
void *memset(void *target, int byte, size_t length)
{
	char *to = target, *end = to + length;
	word value = (uint8_t)byte * 0x01010101u;

	if (length >= 16) {
		if (length >= LONG)
			set_long(to, value, length);
		else
			for (char *at = to; at < end - 16; at += 16)
				set_16(at, value);
		set_16(end - 16, value);
		return target;
	}
	for (; end - to >= 4; to += 4)
		*(word *)to = value;
	while (to < end)
		*to++ = (char)byte;
	return target;
}
