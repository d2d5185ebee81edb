/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * "Did you mean": the known word nearest to a mistyped one.
 */
#ifndef COMMON_SUGGEST_H
#define COMMON_SUGGEST_H

#include <stddef.h>

/* The word of count that takes the fewest single changes (a letter more, less
 * or other, two neighbours swapped) to become word; null if none is near. */
const char *suggest(const char *word, const char *const *known, size_t count);

#endif
