/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a publisher signs beside an image, as the trusted comment of its
 * signature: which service it is for, when it was signed, and which image it
 * is,
 *
 *   service=NAME time=MILLISECONDS digest=sha256:HEX
 *
 * so that a host can refuse a signature that was made for another service, or
 * one that is older than what it runs.
 */
#ifndef COMMON_PUBLICATION_H
#define COMMON_PUBLICATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PUBLICATION_NAME 32   /* a name, its zero included */
#define PUBLICATION_DIGEST 65 /* SHA-256 in hexadecimal digits, its zero too */
#define PUBLICATION_TEXT 160

struct publication {
	char service[PUBLICATION_NAME];
	uint64_t time; /* milliseconds since 1970, UTC */
	char digest[PUBLICATION_DIGEST];
};

void publication_write(const struct publication *publication,
		       char text[PUBLICATION_TEXT]);

/* False: it is of another form, or has a name that no service can have. */
bool publication_read(const char *text, struct publication *publication);

/* What services, tenants, disks and remotes may be called: 1 to 31 of a to z,
 * 0 to 9 and, neither first nor last, hyphens. */
bool publication_is_name(const char *name, size_t length);

/* Whether it is a SHA-256 in 64 lower-case hexadecimal digits. */
bool publication_is_digest(const char *text, size_t length);

#endif
