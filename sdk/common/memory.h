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

/* The array, of which count elements of that size are used, with room for one
 * more: itself, or one that takes its place, and *room says for how many. */
void *make_room(void *array, size_t count, size_t *room, size_t size);

/* Each program has its own: says so, and exits. */
_Noreturn void out_of_memory(void);

#endif
