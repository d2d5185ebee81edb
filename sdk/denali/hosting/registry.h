/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A registry, asked as the OCI distribution specification has it.
 *
 * It is trusted with nothing: what comes from it is bounded in length and time,
 * and believed when its SHA-256 is the one that was asked for.  Credentials are
 * those that `docker login` has left in ~/.docker/config.json; they go to the
 * registry, or to where it sends for a token, and only by TLS unless the
 * registry is asked without.
 *
 * All that return int return 0, or print an error and return STATUS_ERROR.
 */
#ifndef DENALI_CMD_REGISTRY_H
#define DENALI_CMD_REGISTRY_H

#include <stdbool.h>

#include "http.h"
#include "ociartifact.h"
#include "ocireference.h"

struct registry {
	const struct oci_reference *reference;
	char *word; /* the reference, as messages have it */
	char *base; /* https://HOST:PORT */
	struct http_session *session;
	bool plain;          /* without TLS */
	bool pushes;         /* what is asked of it is more than to read */
	char *credentials;   /* USER:PASSWORD; null: none are known */
	char *authorization; /* a header; null: none was wanted yet */
	int64_t silence_ms;
};

/* Nothing is asked yet.  A silence of 0 is the usual one.  Close it in any
 * case. */
int registry_open(struct registry *registry,
		  const struct oci_reference *reference, enum oci_way way,
		  int64_t silence_ms);
void registry_close(struct registry *registry);

/* One exchange, its url a path as in "/v2/web/tags/list", with what authorises
 * it, which is asked for where the registry wants it.  *answer is to be freed
 * in any case, and may have any status. */
int registry_ask(struct registry *registry, struct http_exchange *exchange,
		 struct http_answer *answer);

/* Print why it has refused: "cannot be read", say. */
int registry_refused(const struct registry *registry, const char *what,
		     const struct http_answer *answer);

/* registryauth.c: an answer of status 401 says what is wanted; get it. */
int registry_authorise(struct registry *registry,
		       const struct http_answer *answer);

/* dockerconfig.c: USER:PASSWORD for a registry; null: none, or it cannot be
 * read.  The caller frees it. */
char *docker_credentials(const char *registry);

/* ---- push ---- */

/* Have the registry hold these bytes; *sent: it did not before. */
int registry_push_blob(struct registry *registry, const struct oci_blob *blob,
		       const void *bytes,
		       void (*progress)(void *context, uint64_t done,
					uint64_t total),
		       void *context, bool *sent);

/* Have the manifest be what the reference's tag stands for. */
int registry_push_manifest(struct registry *registry, const char *text);

/* ---- pull ---- */

/* What the reference stands for, and its digest. */
int registry_pull_manifest(struct registry *registry, struct buffer *text,
			   char digest[PUBLICATION_DIGEST]);

/* A blob, into an empty file. */
int registry_pull_blob(struct registry *registry, const struct oci_blob *blob,
		       int fd,
		       void (*progress)(void *context, uint64_t done,
					uint64_t total),
		       void *context);

#endif
