/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Our SHA-256, beside libsodium's.
 */
#include <criterion/criterion.h>
#include <sodium.h>
#include <string.h>

#include "sha256.h"

#define MOST 1000

static uint8_t bytes[MOST];

static void make_bytes(void)
{
	static const uint8_t seed[randombytes_SEEDBYTES] = "sha256";

	cr_assert(sodium_init() >= 0);
	randombytes_buf_deterministic(bytes, sizeof(bytes), seed);
}

/* Given as two pieces, and a third of what is left. */
static void check(size_t length, size_t first, size_t second)
{
	uint8_t expected[crypto_hash_sha256_BYTES], got[SHA256_SIZE];
	struct sha256 hash;

	crypto_hash_sha256(expected, bytes, length);
	sha256_begin(&hash);
	sha256_add(&hash, bytes, first);
	sha256_add(&hash, bytes + first, second);
	sha256_add(&hash, bytes + first + second, length - first - second);
	sha256_end(&hash, got);
	cr_assert_arr_eq(got, expected, sizeof(expected),
			 "%zu bytes, as %zu and %zu and the rest", length,
			 first, second);
}

TestSuite(sha256, .init = make_bytes);

/* So the padding falls on each side of each border of a block. */
Test(sha256, every_length)
{
	for (size_t length = 0; length <= MOST; length++)
		check(length, 0, length);
}

Test(sha256, every_way_to_split)
{
	for (size_t first = 0; first <= 2 * SHA256_BLOCK; first++)
		for (size_t second = 0; second <= 2 * SHA256_BLOCK; second++)
			check(5 * SHA256_BLOCK + 1, first, second);
}

/* The standard's own, which is of neither library. */
Test(sha256, abc)
{
	static const uint8_t expected[SHA256_SIZE] = {
		0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea,
		0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
		0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c,
		0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad
	};
	uint8_t got[SHA256_SIZE];
	struct sha256 hash;

	sha256_begin(&hash);
	sha256_add(&hash, "abc", 3);
	sha256_end(&hash, got);
	cr_expect_arr_eq(got, expected, sizeof(expected));
}
