/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Who publishes, for tests: a tenant with a key and a token, and images that
 * are made and signed on the spot.
 */
#ifndef STANDIN_PUBLISHER_H
#define STANDIN_PUBLISHER_H

#include "client.h"
#include "minisign.h"

struct publisher {
	const struct standin *standin;
	char tenant[32];
	char token[80]; /* read deploy manage metrics */
	struct minisign_secret key;
	uint64_t time; /* of the last signature */
};

/* A tenant, made if there is none of that name, with a key of its own. */
void publisher_begin(struct publisher *publisher, const struct standin *standin,
		     const char *tenant);

/* Asks as the tenant. */
struct reply publisher_ask(const struct publisher *publisher,
			   const char *method, const char *target,
			   const char *body);

/* Sends an image with that service note (null: none) and publishes it as the
 * service; settings is JSON, or null.  The answer is that of the version. */
struct reply publisher_try(struct publisher *publisher, const char *service,
			   const char *note, const char *settings);

/* The same, and waits until it has been deployed.  Its state, "done" or
 * "failed"; another, if that could not be seen, fails the test. */
const char *publisher_publish(struct publisher *publisher, const char *service,
			      const char *note, const char *settings);

/* Waits for what the service deploys now. */
const char *publisher_wait(const struct publisher *publisher,
			   const char *service);

#endif
