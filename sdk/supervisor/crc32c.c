/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "crc32c.h"

#define POLYNOMIAL 0x82f63b78u

/* A table for half bytes is made quickly, and is in the cache. */
static void fill(uint32_t table[16])
{
	for (uint32_t i = 0; i < 16; i++) {
		uint32_t sum = i;

		for (int bit = 0; bit < 4; bit++)
			sum = sum >> 1 ^ (sum & 1 ? POLYNOMIAL : 0);
		table[i] = sum;
	}
}

uint32_t crc32c(uint32_t sum, const void *data, size_t length)
{
	const uint8_t *bytes = data;
	uint32_t table[16];

	fill(table);
	for (size_t i = 0; i < length; i++) {
		sum ^= bytes[i];
		sum = sum >> 4 ^ table[sum & 15];
		sum = sum >> 4 ^ table[sum & 15];
	}
	return sum;
}
