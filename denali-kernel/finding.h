/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a checker of untrusted input found wrong, made into one line for people.
 *
 * A checker keeps one table of descriptions, indexed by its errors; the error
 * alone gives a general text, the error and the finding a precise one:
 *
 *	item "group", text "memory size is not a multiple of 4096",
 *	values " (%u)"; item 3, value 12345, bound unused
 *	-> "group 3: memory size is not a multiple of 4096 (12345)"
 */
#ifndef KERNEL_FINDING_H
#define KERNEL_FINDING_H

#include <stdint.h>

/* Long enough for every line that a checker makes, its NUL included. */
#define FINDING_TEXT_MAX 160

struct finding {
	uint32_t item;  /* which one of several, from 0 */
	uint32_t value; /* the number that is wrong */
	uint32_t bound; /* the number it was held against */
};

struct finding_description {
	const char *item;   /* what the items are; null: there is but one */
	const char *text;   /* what is wrong */
	const char *values; /* format of value and bound; null: of no use */
};

/* Write the line to text, size bytes long; as format_text() does. */
uint32_t finding_text(const struct finding_description *description,
		      const struct finding *finding, char *text, uint32_t size);

#endif
