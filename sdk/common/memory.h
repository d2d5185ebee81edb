/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Memory that is always had: without it the program ends.
 */
#ifndef COMMON_MEMORY_H
#define COMMON_MEMORY_H

#include <stddef.h>

/* calloc and malloc'ed printf that do not fail. */
void *allocate(size_t count, size_t size);
char *allocate_text(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* Each program has its own: says so, and exits. */
_Noreturn void out_of_memory(void);

#endif
