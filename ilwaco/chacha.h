/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The ChaCha20 block function (RFC 8439, section 2.3).
 */
#ifndef ILWACO_CHACHA_H
#define ILWACO_CHACHA_H

#include <stdint.h>

#define CHACHA_WORDS 16
#define CHACHA_KEY_WORDS 8

/* out: 64 bytes of key stream, as 16 words in the machine's order; input: the
 * last four words of the state, that is counter and nonce. */
void ilw_chacha_block(uint32_t out[CHACHA_WORDS],
		      const uint32_t key[CHACHA_KEY_WORDS],
		      const uint32_t input[4]);

#endif
