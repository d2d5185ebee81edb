/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "words.h"

static inline void set_long(char **to, word value, size_t length)
{
	size_t words = length / sizeof(word);

	__asm__ volatile("rep stosl"
			 : "+D"(*to), "+c"(words)
			 : "a"(value)
			 : "memory");
}

void *memset(void *target, int byte, size_t length)
{
	char *to = target;
	word value = (uint8_t)byte * 0x01010101u;

	if (length >= LONG) {
		set_long(&to, value, length);
		length %= sizeof(word);
	}
	for (; length >= 16; length -= 16, to += 16) {
		*(word *)to = value;
		*(word *)(to + 4) = value;
		*(word *)(to + 8) = value;
		*(word *)(to + 12) = value;
	}
	for (; length >= 4; length -= 4, to += 4)
		*(word *)to = value;
	for (; length > 0; length--)
		*to++ = (char)byte;
	return target;
}
