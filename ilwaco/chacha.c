/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * ChaCha20, one block at a time, small rather than fast.
 */
#include <string.h>

#include "chacha.h"

#define DOUBLE_ROUNDS 10

static uint32_t rotate(uint32_t word, int bits)
{
	return word << bits | word >> (32 - bits);
}

static void quarter(uint32_t *a, uint32_t *b, uint32_t *c, uint32_t *d)
{
	*a += *b;
	*d = rotate(*d ^ *a, 16);
	*c += *d;
	*b = rotate(*b ^ *c, 12);
	*a += *b;
	*d = rotate(*d ^ *a, 8);
	*c += *d;
	*b = rotate(*b ^ *c, 7);
}

/* Column i of the state, and then the diagonal that begins with it: the words
 * below move right by 0, 1, 2 and 3 places. */
static void round_of_four(uint32_t *state, int shift)
{
	for (int i = 0; i < 4; i++)
		quarter(&state[i], &state[4 + (i + shift) % 4],
			&state[8 + (i + 2 * shift) % 4],
			&state[12 + (i + 3 * shift) % 4]);
}

void ilw_chacha_block(uint32_t out[CHACHA_WORDS],
		      const uint32_t key[CHACHA_KEY_WORDS],
		      const uint32_t input[4])
{
	static const uint32_t constants[4] = {
		0x61707865,
		0x3320646e,
		0x79622d32,
		0x6b206574,
	};
	uint32_t start[CHACHA_WORDS];

	memcpy(&start[0], constants, sizeof constants);
	memcpy(&start[4], key, CHACHA_KEY_WORDS * sizeof *key);
	memcpy(&start[12], input, 4 * sizeof *input);
	memcpy(out, start, sizeof start);
	for (int i = 0; i < DOUBLE_ROUNDS; i++) {
		round_of_four(out, 0);
		round_of_four(out, 1);
	}
	for (int i = 0; i < CHACHA_WORDS; i++)
		out[i] += start[i];
}
