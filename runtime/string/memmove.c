/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "words.h"

/* From the last byte to the first. */
static void move_back(char *to, const char *from, size_t length)
{
	for (; length >= 8; length -= 8) {
		*(word *)(to + length - 4) = *(const word *)(from + length - 4);
		*(word *)(to + length - 8) = *(const word *)(from + length - 8);
	}
	for (; length > 0; length--)
		to[length - 1] = from[length - 1];
}

void *memmove(void *to, const void *from, size_t length)
{
	if ((uintptr_t)to - (uintptr_t)from >= length)
		return memcpy(to, from, length);
	move_back(to, from, length);
	return to;
}
