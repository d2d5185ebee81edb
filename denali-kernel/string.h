/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The few memory and string functions the kernel has, with the meaning the C
 * standard gives them.  The compiler may call the mem* functions by itself.
 *
 * None of them may be handed a guest's address: guest memory is reached through
 * the checked accessors alone.
 */
#ifndef KERNEL_STRING_H
#define KERNEL_STRING_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t length);
void *memmove(void *to, const void *from, size_t length);
void *memset(void *to, int byte, size_t length);
int memcmp(const void *a, const void *b, size_t length);

/* Length of the string at s, or limit if no NUL is among its first limit
 * bytes.  Reads no byte past the NUL or the limit. */
size_t strnlen(const char *s, size_t limit);

#endif
