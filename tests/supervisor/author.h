/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Who publishes, for tests: a tenant with a key and a token of its own, images
 * made for the occasion, and signatures, good and bad.
 */
#ifndef STANDIN_AUTHOR_H
#define STANDIN_AUTHOR_H

#include "client.h"
#include "minisign.h"
#include "standinimage.h"

struct author {
	const struct standin *standin;
	struct minisign_secret secret;
	char token[80];
	uint64_t time; /* of the next signature, ms */
};

/* A tenant of that name, made if need be, with a key of its own. */
void author_make(struct author *author, const struct standin *standin,
		 const char *tenant);

/* Asks as its tenant. */
struct reply author_ask(const struct author *author, const char *method,
			const char *target, const char *body);
/* The same; expects that status and error code ("": none). */
void author_expect(const struct author *author, const char *method,
		   const char *target, const char *body, int status,
		   const char *code);

#define AUTHOR_DIGEST 65

/* Sends the image as what its digest says, or as `as`.  The status. */
int author_send(const struct author *author, const struct standin_image *image,
		const char *as, char code[32]);
void author_digest(const struct standin_image *image,
		   char digest[AUTHOR_DIGEST]);

/* What is to be signed and published; what is null or 0 is as it should be. */
struct publication_said {
	const char *service;
	const char *settings;   /* JSON */
	const char *query;      /* as in "?dry-run=1" */
	const char *signed_for; /* a service */
	const char *signed_digest;
	uint64_t signed_time;
	const struct minisign_secret *secret;
	const char *tag;
};
/* Sends the image and publishes it. */
struct reply author_publish(struct author *author,
			    const struct standin_image *image,
			    const struct publication_said *said);
/* The same with an image of that note: expects 202, and that it comes to this
 * state. */
void author_deploy(struct author *author, const char *service, const char *note,
		   const char *settings, const char *state);

/* Waits until GET of the target has this text at the path of its JSON, as in
 * "state" or "services.0.state".  It asks less and less often, since a tenant
 * may ask only so much. */
void author_await(const struct author *author, const char *target,
		  const char *path, const char *text);
/* What is there now, as text, which stays until the next. */
const char *author_look(const struct author *author, const char *target,
			const char *path);

#endif
