/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "admintoken.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "memory.h"

void admintoken_make(struct admintoken *token)
{
	/* 32 of them, so that each is as likely. */
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";
	uint8_t bytes[32], hash[crypto_hash_sha256_BYTES];
	char id[ADMINTOKEN_ID + 1] = "", hex[2 * sizeof hash + 1];
	char secret[ADMINTOKEN_SECRET + 1];

	if (sodium_init() < 0)
		out_of_memory();
	randombytes_buf(bytes, sizeof bytes);
	for (int i = 0; i < ADMINTOKEN_ID; i++)
		id[i] = digits[bytes[i] % 32];
	randombytes_buf(bytes, sizeof bytes);
	sodium_bin2base64(secret, sizeof secret, bytes, sizeof bytes,
			  sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	crypto_hash_sha256(hash, (const uint8_t *)secret, strlen(secret));
	sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
	snprintf(token->token, sizeof token->token, "dnl_%s_%s", id, secret);
	snprintf(token->hash, sizeof token->hash, "%s %s\n", id, hex);
	sodium_memzero(bytes, sizeof bytes);
	sodium_memzero(secret, sizeof secret);
}
