/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Lists of ports as people write them: 80,8000-8099.
 */
#ifndef COMMON_PORTLIST_H
#define COMMON_PORTLIST_H

#include <stdbool.h>
#include <stdint.h>

#define PORTLIST_RANGES 32

struct portlist {
	struct {
		uint16_t first, last;
	} range[PORTLIST_RANGES];
	uint32_t count; /* of ranges */
};

/* Read a list, which may be empty.  False: it is none, or has too many
 * ranges. */
bool portlist_read(struct portlist *list, const char *text);

/* Is the port in it? */
bool portlist_has(const struct portlist *list, uint16_t port);

/* The least port of the list above this one, 0 for the first; 0: no more. */
uint16_t portlist_next(const struct portlist *list, uint16_t port);

#endif
