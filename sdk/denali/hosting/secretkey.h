/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Secret keys as minisign keeps them in files: a comment, and a line of Base64
 * that a password may have been laid over (scrypt).
 *
 * What fails says why, in words that stand behind the file's name; null is
 * success.
 */
#ifndef DENALI_CMD_SECRETKEY_H
#define DENALI_CMD_SECRETKEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "minisign.h"

#define SECRETKEY_TEXT 320
#define SECRETKEY_PASSWORD 1024 /* the longest, its zero included */

/* A line as it is read, not yet opened. */
struct secretkey {
	bool locked; /* by a password */
	uint8_t salt[32];
	uint64_t operations, memory; /* what opening it takes: scrypt's */
	uint8_t id[MINISIGN_ID];     /* these three are locked together */
	uint8_t bytes[64];
	uint8_t check[32];
};

const char *secretkey_read(const char *text, size_t length,
			   struct secretkey *key);

/* Where the password is wrong this is all that can be said.  Null password:
 * there is none. */
const char *secretkey_open(const struct secretkey *key, const char *password,
			   struct minisign_secret *secret,
			   struct minisign_key *public);

/* Null password: none. */
const char *secretkey_write(const struct minisign_secret *secret,
			    const char *password, char text[SECRETKEY_TEXT]);

/* A new pair, with an id of its own. */
void secretkey_make(struct minisign_secret *secret,
		    struct minisign_key *public);

#endif
