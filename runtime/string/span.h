/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Sets of bytes, for the functions that look for one of many.
 */
#ifndef RUNTIME_STRING_SPAN_H
#define RUNTIME_STRING_SPAN_H

#include <stdbool.h>
#include <stdint.h>

struct span {
	uint32_t bits[8];
};

static inline void span_add(struct span *span, uint8_t byte)
{
	span->bits[byte / 32] |= 1u << byte % 32;
}

static inline bool span_has(const struct span *span, uint8_t byte)
{
	return span->bits[byte / 32] >> byte % 32 & 1;
}

/* The bytes of a string, without the one that ends it. */
static inline void span_of(struct span *span, const char *bytes)
{
	*span = (struct span){ { 0 } };
	for (; *bytes != '\0'; bytes++)
		span_add(span, (uint8_t)*bytes);
}

#endif
