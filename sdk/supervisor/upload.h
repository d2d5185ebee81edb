/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Images as they arrive: written to a file of their own and hashed meanwhile.
 */
#ifndef SUPERVISOR_UPLOAD_H
#define SUPERVISOR_UPLOAD_H

#include <stdbool.h>
#include <stdint.h>

#include <mbedtls/sha256.h>
#include <sodium.h>

#include "images.h"

struct upload {
	crypto_generichash_state blake;
	mbedtls_sha256_context sha256;
	uint64_t length;          /* so far */
	int fd;                   /* -1: it is only hashed */
	uint8_t hash[IMAGE_HASH]; /* signatures', if it is written */
	char digest[DIGEST_TEXT]; /* of all of it, once it is finished */
	char path[IMAGE_PATH];
};

/* keep: write it to a file; the hash that signatures have is only of those.
 * Null, errno: it cannot be. */
struct upload *upload_begin(const char *folder, bool keep);
/* False, errno: it cannot be written. */
bool upload_data(struct upload *upload, const void *data, size_t length);
/* Syncs it, and knows its digests.  False, errno. */
bool upload_finish(struct upload *upload);
/* Has it become the file at path, there for ever.  False, errno. */
bool upload_keep(struct upload *upload, const char *folder, const char *path);
/* Without the file, unless it was kept. */
void upload_free(void *upload);

/* Syncs a folder, so that its entries survive. */
bool folder_sync(const char *path);

#endif
