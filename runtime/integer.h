/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Integers from text, as all of strtol() and its kin read them.
 */
#ifndef RUNTIME_INTEGER_H
#define RUNTIME_INTEGER_H

#include <stddef.h>

/* A text of some kind of characters; at(text, i) is its i-th, which must be
 * one of ASCII to count for anything. */
struct integer_text {
	const void *text;
	unsigned (*at)(const void *text, size_t i);
};

/* Space, sign, prefix and digits.  Returns the value, and where it ends in
 * *end, 0 where there is no integer.  Beyond [least, most], or with a sign
 * beyond most where least is 0, it is the nearer of the two and errno ERANGE;
 * with least 0 what has a sign is negated as unsigned numbers are.  A base that
 * cannot be is EINVAL. */
unsigned long long integer_read(struct integer_text text, int base,
				long long least, unsigned long long most,
				size_t *end);

#endif
