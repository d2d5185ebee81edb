/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "utf8.h"

/* Sequences of UTF-8, by the range of their first byte, and of their second,
 * which keeps overlong forms, surrogates and numbers past the last out. */
static const struct {
	uint8_t first, last, second_first, second_last;
	unsigned length;
} sequences[] = {
	{ 0xc2, 0xdf, 0x80, 0xbf, 2 }, { 0xe0, 0xe0, 0xa0, 0xbf, 3 },
	{ 0xe1, 0xec, 0x80, 0xbf, 3 }, { 0xed, 0xed, 0x80, 0x9f, 3 },
	{ 0xee, 0xef, 0x80, 0xbf, 3 }, { 0xf0, 0xf0, 0x90, 0xbf, 4 },
	{ 0xf1, 0xf3, 0x80, 0xbf, 4 }, { 0xf4, 0xf4, 0x80, 0x8f, 4 },
};
#define SEQUENCE_COUNT (sizeof sequences / sizeof sequences[0])

unsigned utf8_length(const uint8_t *bytes, size_t length)
{
	unsigned i = 0, n;

	if (bytes[0] < 0x80)
		return 1;
	while (i < SEQUENCE_COUNT && bytes[0] > sequences[i].last)
		i++;
	if (i == SEQUENCE_COUNT || bytes[0] < sequences[i].first ||
	    length < sequences[i].length ||
	    bytes[1] < sequences[i].second_first ||
	    bytes[1] > sequences[i].second_last)
		return 0;
	for (n = 2; n < sequences[i].length; n++)
		if ((bytes[n] & 0xc0) != 0x80)
			return 0;
	return n;
}
