/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A tenant of a host as a test sees it: a client of the API with a signing key.
 */
#ifndef HARNESS_PUBLISHER_H
#define HARNESS_PUBLISHER_H

#include "api.h"
#include "sdk/common/minisign.h"

struct publisher {
	struct api api;
	struct minisign_secret secret;
	struct minisign_key key;
	int64_t last; /* the time said in the last signature */
};

/* Opens the client, and makes a new key. */
void publisher_open(struct publisher *publisher, uint16_t port,
		    const char *certificate, const char *token);
void publisher_close(struct publisher *publisher);

/* Registers the key under that name.  The status. */
int publisher_register(struct publisher *publisher, const char *name);

/* A file that is to be published. */
struct published {
	struct bytes image;
	char digest[65];  /* SHA-256, hexadecimal */
	uint8_t hash[64]; /* BLAKE2b, which is signed */
};
bool published_read(struct published *published, const char *path);
/* Of bytes, which it takes. */
void published_make(struct published *published, struct bytes image);
/* Makes another image of it, which differs in its build-id.  False: it has
 * none. */
bool published_vary(struct published *published, unsigned int variant);
void published_free(struct published *published);

/* Uploads it.  The status: 201, or 200 if it was there. */
int publisher_upload(struct publisher *publisher,
		     const struct published *published);

/* Makes a version of a service from what has been uploaded, signed.  settings
 * is freed; NULL: {}.  The status; *answer as api_call has it. */
int publisher_version(struct publisher *publisher,
		      const struct published *published, const char *service,
		      json_t *settings, json_t **answer);

/* Waits for the end of a service's deployment: whether it is "done".  The last
 * answer is in *answer, if that is not NULL. */
bool publisher_await(struct publisher *publisher, const char *service,
		     json_t **answer);

/* All of that; false, with a line on standard error. */
bool publisher_publish(struct publisher *publisher,
		       const struct published *published, const char *service,
		       json_t *settings);

#endif
