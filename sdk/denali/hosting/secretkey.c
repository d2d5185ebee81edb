/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "secretkey.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "error.h"

/* What opening a new key takes: 128 MiB, and half a second or so. */
#define OPERATIONS ((uint64_t)1 << 22)
#define MEMORY ((uint64_t)1 << 27)
/* What minisign asks for, and twice that. */
#define OPERATIONS_MAX ((uint64_t)1 << 26)
#define MEMORY_MAX ((uint64_t)1 << 31)

#define LINE 158    /* bytes of the line */
#define SECRETS 104 /* of those the locked ones */

/* Where things are in the line. */
enum {
	SIGNING = 0,
	LOCK = 2,
	CHECKING = 4,
	SALT = 6,
	OPERATIONS_AT = 38,
	MEMORY_AT = 46,
	ID = 54,
	BYTES = 62,
	CHECK = 126
};

static uint64_t get(const uint8_t *at)
{
	uint64_t value = 0;

	for (int i = 7; i >= 0; i--)
		value = value << 8 | at[i];
	return value;
}

static void put(uint8_t *at, uint64_t value)
{
	for (int i = 0; i < 8; i++, value >>= 8)
		at[i] = (uint8_t)value;
}

/* The line in Base64: the second, or the first if it is alone. */
static bool find_line(const char *text, size_t length, uint8_t line[LINE])
{
	static const char untrusted[] = "untrusted comment:";
	const char *end;
	size_t size;

	if (length > sizeof untrusted &&
	    memcmp(text, untrusted, sizeof untrusted - 1) == 0) {
		end = memchr(text, '\n', length);
		if (end == NULL)
			return false;
		length -= (size_t)(end + 1 - text);
		text = end + 1;
	}
	while (length > 0 &&
	       (text[length - 1] == '\n' || text[length - 1] == '\r'))
		length--;
	return sodium_base642bin(line, LINE, text, length, NULL, &size, NULL,
				 sodium_base64_VARIANT_ORIGINAL) == 0 &&
	       size == LINE;
}

static void take_apart(const uint8_t line[LINE], struct secretkey *key)
{
	memcpy(key->salt, line + SALT, sizeof key->salt);
	key->operations = get(line + OPERATIONS_AT);
	key->memory = get(line + MEMORY_AT);
	memcpy(key->id, line + ID, sizeof key->id);
	memcpy(key->bytes, line + BYTES, sizeof key->bytes);
	memcpy(key->check, line + CHECK, sizeof key->check);
}

const char *secretkey_read(const char *text, size_t length,
			   struct secretkey *key)
{
	uint8_t line[LINE];
	const char *why = NULL;

	if (!find_line(text, length, line))
		return "is no secret key of minisign; `denali key create` "
		       "makes one";
	take_apart(line, key);
	key->locked = memcmp(line + LOCK, "Sc", 2) == 0;
	if (memcmp(line + SIGNING, "Ed", 2) != 0 ||
	    memcmp(line + CHECKING, "B2", 2) != 0 ||
	    (!key->locked && memcmp(line + LOCK, "\0\0", 2) != 0))
		why = "is a key of a kind that is not known here; use one for "
		      "Ed25519";
	else if (key->operations > OPERATIONS_MAX || key->memory > MEMORY_MAX)
		why = "wants more memory or time to be opened than any key "
		      "should; it may be damaged";
	sodium_memzero(line, sizeof line);
	return why;
}

/* Lay the password over the locked part, or take it off. */
static bool lock(const struct secretkey *key, const char *password,
		 uint8_t secrets[SECRETS])
{
	uint8_t over[SECRETS];

	if (crypto_pwhash_scryptsalsa208sha256(
		    over, sizeof over, password, strlen(password), key->salt,
		    key->operations, (size_t)key->memory) != 0)
		return false;
	for (size_t i = 0; i < SECRETS; i++)
		secrets[i] ^= over[i];
	sodium_memzero(over, sizeof over);
	return true;
}

static void check(const uint8_t secrets[SECRETS], uint8_t sum[32])
{
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, 32);
	crypto_generichash_update(&state, (const uint8_t *)"Ed", 2);
	crypto_generichash_update(&state, secrets, SECRETS - 32);
	crypto_generichash_final(&state, sum, 32);
}

/* A pair must belong together: a damaged one would sign what nobody can
 * verify. */
static bool is_pair(const uint8_t secret[64], struct minisign_key *public)
{
	uint8_t seed[32], again[64];
	bool same;

	crypto_sign_ed25519_sk_to_seed(seed, secret);
	crypto_sign_seed_keypair(public->bytes, again, seed);
	same = sodium_memcmp(again, secret, sizeof again) == 0;
	sodium_memzero(seed, sizeof seed);
	sodium_memzero(again, sizeof again);
	return same;
}

const char *secretkey_open(const struct secretkey *key, const char *password,
			   struct minisign_secret *secret,
			   struct minisign_key *public)
{
	uint8_t secrets[SECRETS], sum[32];
	const char *why = NULL;

	memcpy(secrets, key->id, 8);
	memcpy(secrets + 8, key->bytes, 64);
	memcpy(secrets + 72, key->check, 32);
	if (key->locked && !lock(key, password, secrets))
		return "cannot be opened: there is too little memory for its "
		       "password";
	check(secrets, sum);
	if (key->locked && sodium_memcmp(sum, secrets + 72, 32) != 0)
		why = "is not opened by this password";
	memcpy(secret->id, secrets, sizeof secret->id);
	memcpy(public->id, secrets, sizeof public->id);
	memcpy(secret->bytes, secrets + 8, sizeof secret->bytes);
	sodium_memzero(secrets, sizeof secrets);
	if (why == NULL && !is_pair(secret->bytes, public))
		why = "is damaged; take it from a copy, or make another";
	return why;
}

const char *secretkey_write(const struct minisign_secret *secret,
			    const char *password, char text[SECRETKEY_TEXT])
{
	static const char comment[] =
		"untrusted comment: minisign encrypted secret key\n";
	struct secretkey key = { .operations = OPERATIONS, .memory = MEMORY };
	uint8_t line[LINE] = "Ed\0\0B2";
	const char *why = NULL;

	memcpy(line + ID, secret->id, 8);
	memcpy(line + BYTES, secret->bytes, 64);
	check(line + ID, line + CHECK);
	if (password != NULL) {
		line[LOCK] = 'S';
		line[LOCK + 1] = 'c';
		randombytes_buf(key.salt, sizeof key.salt);
		memcpy(line + SALT, key.salt, sizeof key.salt);
		put(line + OPERATIONS_AT, key.operations);
		put(line + MEMORY_AT, key.memory);
		if (!lock(&key, password, line + ID))
			why = "cannot be made: there is too little memory for "
			      "its password";
	}
	strcpy(text, comment);
	sodium_bin2base64(text + strlen(text), SECRETKEY_TEXT - sizeof comment,
			  line, sizeof line, sodium_base64_VARIANT_ORIGINAL);
	strcat(text, "\n");
	sodium_memzero(line, sizeof line);
	return why;
}

void secretkey_make(struct minisign_secret *secret, struct minisign_key *public)
{
	crypto_sign_keypair(public->bytes, secret->bytes);
	randombytes_buf(public->id, sizeof public->id);
	memcpy(secret->id, public->id, sizeof secret->id);
}
