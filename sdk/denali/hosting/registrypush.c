/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Blobs and manifests to a registry: asked for first, then sent in one piece to
 * the place that it gives.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "error.h"
#include "registry.h"

/* The path of a place on the same server, as it is given, by a path or an
 * address; null: it is elsewhere, or is no place. */
static const char *own_place(const struct registry *registry,
			     const char *location)
{
	size_t length = strlen(registry->base);

	if (strncasecmp(location, registry->base, length) == 0)
		location += length;
	if (location[0] != '/' || location[1] == '/')
		return NULL;
	for (const char *at = location; *at != '\0'; at++)
		if (!isgraph((unsigned char)*at) || strchr("\\\"<>#", *at))
			return NULL;
	if (strstr(location, "/../") != NULL || strstr(location, "/./") != NULL)
		return NULL;
	return location;
}

/* Where the blob is to go; null, the error printed. */
static char *upload_place(const struct registry *registry,
			  const struct http_answer *answer,
			  const struct oci_blob *blob)
{
	char *location = http_header(answer, "Location"), *said, *place = NULL;
	const char *path = location != NULL ? own_place(registry, location) :
					      NULL;

	if (path != NULL) {
		place = allocate_text("%s%cdigest=sha256%%3A%s", path,
				      strchr(path, '?') != NULL ? '&' : '?',
				      blob->digest);
	} else {
		said = api_text(location != NULL ? location : "nowhere");
		error("%s: the registry wants the upload to go to %.200s, "
		      "which is not on %s; nothing is sent there",
		      registry->word, said, registry->base);
		free(said);
	}
	free(location);
	return place;
}

static int has_blob(struct registry *registry, const struct oci_blob *blob,
		    bool *has)
{
	char *path = allocate_text("/v2/%s/blobs/sha256:%s",
				   registry->reference->name, blob->digest);
	struct http_exchange exchange = { .method = "HEAD",
					  .url = path,
					  .redirects = 5 };
	struct http_answer answer;
	int status = registry_ask(registry, &exchange, &answer);

	*has = status == 0 && answer.status == 200;
	if (status == 0 && answer.status != 200 && answer.status != 404)
		status = registry_refused(registry, "nothing can be pushed",
					  &answer);
	http_answer_free(&answer);
	free(path);
	return status;
}

static int begin_upload(struct registry *registry, const struct oci_blob *blob,
			char **place)
{
	char *path = allocate_text("/v2/%s/blobs/uploads/",
				   registry->reference->name);
	struct http_exchange exchange = { .method = "POST", .url = path };
	struct http_answer answer;
	int status = registry_ask(registry, &exchange, &answer);

	if (status == 0 && answer.status != 202)
		status = registry_refused(registry, "nothing can be pushed",
					  &answer);
	if (status == 0) {
		*place = upload_place(registry, &answer, blob);
		status = *place != NULL ? 0 : STATUS_ERROR;
	}
	http_answer_free(&answer);
	free(path);
	return status;
}

/* The digest that the registry says it has kept is the one that was sent. */
static int check_digest(const struct registry *registry,
			const struct http_answer *answer, const char *digest)
{
	char *kept = http_header(answer, "Docker-Content-Digest"), *said;
	int status = 0;

	if (kept != NULL && (strncmp(kept, "sha256:", 7) != 0 ||
			     strcmp(kept + 7, digest) != 0)) {
		said = api_text(kept);
		status = error("%s: the registry says it has kept %.100s, and "
			       "was sent sha256:%s; it cannot be relied upon",
			       registry->word, said, digest);
		free(said);
	}
	free(kept);
	return status;
}

int registry_push_blob(struct registry *registry, const struct oci_blob *blob,
		       const void *bytes,
		       void (*progress)(void *context, uint64_t done,
					uint64_t total),
		       void *context, bool *sent)
{
	static const char *const headers[] = {
		"Content-Type: application/octet-stream", NULL
	};
	struct http_exchange exchange = { .method = "PUT",
					  .headers = headers,
					  .bytes = bytes,
					  .length = blob->size,
					  .progress = progress,
					  .context = context };
	struct http_answer answer = { 0 };
	char *place = NULL;
	int status = has_blob(registry, blob, sent);

	*sent = !*sent;
	if (status != 0 || !*sent)
		return status;
	status = begin_upload(registry, blob, &place);
	exchange.url = place;
	if (status == 0)
		status = registry_ask(registry, &exchange, &answer);
	if (status == 0 && answer.status != 201)
		status = registry_refused(registry, "a part was not taken",
					  &answer);
	if (status == 0)
		status = check_digest(registry, &answer, blob->digest);
	http_answer_free(&answer);
	free(place);
	return status;
}

int registry_push_manifest(struct registry *registry, const char *text)
{
	static const char *const headers[] = {
		"Content-Type: " OCI_MANIFEST_TYPE, NULL
	};
	char *path = allocate_text("/v2/%s/manifests/%s",
				   registry->reference->name,
				   registry->reference->tag);
	struct http_exchange exchange = { .method = "PUT",
					  .url = path,
					  .headers = headers,
					  .bytes = text,
					  .length = strlen(text) };
	char digest[PUBLICATION_DIGEST];
	struct http_answer answer;
	int status = registry_ask(registry, &exchange, &answer);

	oci_digest(text, strlen(text), digest);
	if (status == 0 && answer.status != 201)
		status = registry_refused(registry,
					  "its manifest was not "
					  "taken",
					  &answer);
	if (status == 0)
		status = check_digest(registry, &answer, digest);
	http_answer_free(&answer);
	free(path);
	return status;
}
