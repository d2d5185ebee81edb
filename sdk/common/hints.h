/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Advice on what went wrong, from a file of the SDK's, share/denali/hints,
 * whose head says how it is written.
 */
#ifndef COMMON_HINTS_H
#define COMMON_HINTS_H

#include <stddef.h>

/* More than that helps nobody. */
#define HINTS_MAX 4

struct hints {
	char *advice[HINTS_MAX];
	size_t count;
};

/* Looks up what was said where: "cc" (compiler and linker), "run" (denali run
 * could not begin or go on) or "crash" (why a VM was killed).  Colours in it do
 * no harm.  Each advice is there once, in the order of what was said.  NULL, or
 * what is wrong with the file, with its path, which the caller frees. */
char *hints_find(struct hints *hints, const char *path, const char *where,
		 const char *said);
void hints_free(struct hints *hints);

#endif
