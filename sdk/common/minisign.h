/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Signatures in the form of minisign: Ed25519 over the BLAKE2b-512 hash of a
 * file, and over a comment that is to be trusted like the file.
 *
 * A public key is a line of Base64, in a file below a comment.  A signature is
 * four lines: a comment that nobody answers for, the signature, the trusted
 * comment, the signature of both.  What `minisign -S` writes is read here, and
 * what is written here `minisign -V` takes; only its older form without a hash
 * (`minisign -l`) is refused.
 *
 * The texts come from strangers: they need not end in a zero, may be anything,
 * and are bounded by what is asked of them.  What fails says why in words that
 * stand behind "the key: " or "the signature: "; null is success.
 *
 * sodium_init() has been called before any of these.
 */
#ifndef COMMON_MINISIGN_H
#define COMMON_MINISIGN_H

#include <stddef.h>
#include <stdint.h>

#define MINISIGN_ID 8
#define MINISIGN_HASH 64 /* of the file: BLAKE2b without a key */

/* Characters of a public key's line, its zero included. */
#define MINISIGN_KEY_TEXT 57
/* Those of a key's id: hexadecimal digits as minisign shows them. */
#define MINISIGN_ID_TEXT 17
/* The longest comments, their zero included, and the longest signature. */
#define MINISIGN_COMMENT 1024
#define MINISIGN_TRUSTED 1024
#define MINISIGN_TEXT (MINISIGN_COMMENT + MINISIGN_TRUSTED + 256)

struct minisign_key {
	uint8_t id[MINISIGN_ID];
	uint8_t bytes[32];
};

struct minisign_secret {
	uint8_t id[MINISIGN_ID];
	uint8_t bytes[64];
};

struct minisign {
	uint8_t id[MINISIGN_ID]; /* of the key it says it was made with */
	uint8_t of_file[64];
	uint8_t of_comment[64];
	char trusted[MINISIGN_TRUSTED]; /* true only once it is verified */
};

/* A public key: its line alone, or its file. */
const char *minisign_read_key(const char *text, size_t length,
			      struct minisign_key *key);
void minisign_write_key(const struct minisign_key *key,
			char text[MINISIGN_KEY_TEXT]);

/* The id of a key or a signature, as minisign writes it. */
void minisign_id_text(const uint8_t id[MINISIGN_ID],
		      char text[MINISIGN_ID_TEXT]);

/* A whole signature. */
const char *minisign_read(const char *text, size_t length,
			  struct minisign *signature);

/* Whether the key made the signature, of a file with that hash. */
const char *minisign_verify(const struct minisign *signature,
			    const struct minisign_key *key,
			    const uint8_t hash[MINISIGN_HASH]);

/* Sign a file with that hash.  The comments are lines of text without control
 * characters, within their bounds. */
void minisign_sign(const struct minisign_secret *secret,
		   const uint8_t hash[MINISIGN_HASH], const char *comment,
		   const char *trusted, char text[MINISIGN_TEXT]);

#endif
