/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Copies from the first byte to the last, and nothing is overwritten before it
 * is copied if `from` begins at `to` or later: memmove() relies on that.
 */
#include <string.h>

#include "words.h"

#define COPY(type, to, from, at)                                               \
	(*(type *)((to) + (at)) = *(const type *)((from) + (at)))

/* Whole words; the rest is less than one. */
static inline void copy_long(char **to, const char **from, size_t length)
{
	size_t words = length / sizeof(word);

	__asm__ volatile("rep movsl"
			 : "+D"(*to), "+S"(*from), "+c"(words)
			 :
			 : "memory");
}

void *memcpy(void *restrict target, const void *restrict source, size_t length)
{
	char *to = target;
	const char *from = source;

	if (length >= LONG) {
		copy_long(&to, &from, length);
		length %= sizeof(word);
	}
	for (; length >= 16; length -= 16, to += 16, from += 16) {
		COPY(word, to, from, 0);
		COPY(word, to, from, 4);
		COPY(word, to, from, 8);
		COPY(word, to, from, 12);
	}
	if (length & 8) {
		COPY(word, to, from, 0);
		COPY(word, to, from, 4);
		to += 8;
		from += 8;
	}
	if (length & 4) {
		COPY(word, to, from, 0);
		to += 4;
		from += 4;
	}
	if (length & 2) {
		COPY(half, to, from, 0);
		to += 2;
		from += 2;
	}
	if (length & 1)
		*to = *from;
	return target;
}
