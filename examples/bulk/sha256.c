/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "sha256.h"

#include <string.h>

/* Whatever the rest is compiled for, here it is speed. */
#pragma GCC optimize("O2")

/* The first 32 bits of the fractional parts of the cube roots of the first 64
 * primes; those of the square roots of the first 8. */
static const uint32_t constants[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
	0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
	0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
	0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
	0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
	0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
};

void sha256_begin(struct sha256 *hash)
{
	*hash = (struct sha256){ .state = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372,
					    0xa54ff53a, 0x510e527f, 0x9b05688c,
					    0x1f83d9ab, 0x5be0cd19 } };
}

static inline uint32_t rotate(uint32_t x, unsigned int n)
{
	return x >> n | x << (32 - n);
}

static inline uint32_t big_endian(const uint8_t *at)
{
	uint32_t x;

	memcpy(&x, at, sizeof(x));
	return __builtin_bswap32(x);
}

/* The message schedule is a ring of its last 16 words. */
static inline uint32_t schedule(uint32_t w[16], unsigned int i)
{
	uint32_t a = w[(i + 1) % 16], b = w[(i + 14) % 16];

	w[i % 16] += (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) +
		     (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10) +
		     w[(i + 9) % 16];
	return w[i % 16];
}

/* One round; the eight variables take turns, so that none need be moved. */
#define ROUND(a, b, c, d, e, f, g, h, i, word)                                 \
	do {                                                                   \
		h += constants[i] + (word) + (g ^ (e & (f ^ g))) +             \
		     (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25));           \
		d += h;                                                        \
		h += (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) +          \
		     ((a & b) | (c & (a | b)));                                \
	} while (0)

#define EIGHT_ROUNDS(i, WORD)                                                  \
	do {                                                                   \
		ROUND(a, b, c, d, e, f, g, h, (i), WORD(i));                   \
		ROUND(h, a, b, c, d, e, f, g, (i) + 1, WORD((i) + 1));         \
		ROUND(g, h, a, b, c, d, e, f, (i) + 2, WORD((i) + 2));         \
		ROUND(f, g, h, a, b, c, d, e, (i) + 3, WORD((i) + 3));         \
		ROUND(e, f, g, h, a, b, c, d, (i) + 4, WORD((i) + 4));         \
		ROUND(d, e, f, g, h, a, b, c, (i) + 5, WORD((i) + 5));         \
		ROUND(c, d, e, f, g, h, a, b, (i) + 6, WORD((i) + 6));         \
		ROUND(b, c, d, e, f, g, h, a, (i) + 7, WORD((i) + 7));         \
	} while (0)

#define LOADED(i) (w[i] = big_endian(block + 4 * (i)))
#define SCHEDULED(i) schedule(w, i)

static void mix(uint32_t state[8], const uint8_t block[SHA256_BLOCK])
{
	uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
	uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
	uint32_t w[16];

	EIGHT_ROUNDS(0, LOADED);
	EIGHT_ROUNDS(8, LOADED);
	for (unsigned int i = 16; i < 64; i += 16) {
		EIGHT_ROUNDS(i, SCHEDULED);
		EIGHT_ROUNDS(i + 8, SCHEDULED);
	}
	state[0] += a;
	state[1] += b;
	state[2] += c;
	state[3] += d;
	state[4] += e;
	state[5] += f;
	state[6] += g;
	state[7] += h;
}

void sha256_add(struct sha256 *hash, const void *data, size_t length)
{
	const uint8_t *from = data;
	size_t used = hash->length % SHA256_BLOCK;

	hash->length += length;
	if (used > 0) {
		size_t part = SHA256_BLOCK - used;

		if (part > length)
			part = length;
		memcpy(hash->block + used, from, part);
		from += part;
		length -= part;
		if (used + part < SHA256_BLOCK)
			return;
		mix(hash->state, hash->block);
	}
	for (; length >= SHA256_BLOCK; length -= SHA256_BLOCK) {
		mix(hash->state, from);
		from += SHA256_BLOCK;
	}
	memcpy(hash->block, from, length);
}

void sha256_end(struct sha256 *hash, uint8_t result[SHA256_SIZE])
{
	static const uint8_t padding[SHA256_BLOCK] = { 0x80 };
	uint64_t bits = __builtin_bswap64(hash->length * 8);
	size_t used = hash->length % SHA256_BLOCK;

	sha256_add(hash, padding, (used < 56 ? 56 : 120) - used);
	sha256_add(hash, &bits, sizeof(bits));
	for (unsigned int i = 0; i < 8; i++)
		hash->state[i] = __builtin_bswap32(hash->state[i]);
	memcpy(result, hash->state, SHA256_SIZE);
}
