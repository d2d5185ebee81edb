/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "crc64.h"

#define POLYNOMIAL 0xc96c5795d7870f42ull

/* What four bits that are shifted out leave behind. */
static uint64_t leaves(unsigned int bits)
{
	uint64_t crc = bits;

	for (int i = 0; i < 4; i++)
		crc = crc >> 1 ^ (crc & 1 ? POLYNOMIAL : 0);
	return crc;
}

uint64_t crc64(const void *data, size_t length)
{
	const uint8_t *bytes = data;
	uint64_t table[16], crc = ~0ull;

	for (unsigned int i = 0; i < 16; i++)
		table[i] = leaves(i);
	for (size_t i = 0; i < length; i++) {
		crc ^= bytes[i];
		crc = crc >> 4 ^ table[crc & 15];
		crc = crc >> 4 ^ table[crc & 15];
	}
	return ~crc;
}
