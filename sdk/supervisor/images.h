/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Images: files by their SHA-256, each kept once, whoever has sent it.  A
 * tenant has those that it sent itself: to know a digest is not to have the
 * image.
 *
 * A file is written and synced before its row is; a file without a row is no
 * image, and goes when the supervisor starts.
 */
#ifndef SUPERVISOR_IMAGES_H
#define SUPERVISOR_IMAGES_H

#include <stdbool.h>
#include <stdint.h>

#include "api.h"
#include "host.h"

#define DIGEST_TEXT 65 /* hexadecimal, with its NUL */
#define IMAGE_PATH HOST_PATH
#define IMAGE_HASH 64 /* BLAKE2b-512, which signatures are over */

/* Looks at the folders of the state, makes what is missing and removes what is
 * not needed.  After the database has been opened. */
bool images_open(void);

/* Is it 64 hexadecimal digits, small letters? */
bool digest_valid(const char *digest);

/* Bytes of the tenant's images. */
uint64_t images_used(int64_t tenant);
/* The row of an image that the tenant has; 0: it has none. */
int64_t image_of_tenant(int64_t tenant, const char *digest);
/* What its signature is over; false: there is no such image. */
bool image_hash(int64_t image, uint8_t hash[IMAGE_HASH]);

const char *image_path(const char *digest, char path[IMAGE_PATH]);

/* Tenants lose images that no version of theirs needs any more, of those that
 * were (not those that were sent for a version to come, for an hour); within a
 * transaction. */
void images_release(int64_t tenant);
/* Removes files whose rows are gone.  Not within a transaction. */
void images_sweep(void);

extern const char images_schema[];
extern const struct route images_routes[];

#endif
