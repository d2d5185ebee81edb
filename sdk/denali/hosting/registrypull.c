/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Blobs and manifests from a registry, believed by their digests.
 */
#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "error.h"
#include "fileio.h"
#include "registry.h"
#include "remedy.h"

/* What an answer says of itself, where it does, and what was asked for. */
static int check_digest(const struct registry *registry,
			const struct http_answer *answer, const char *digest)
{
	const char *wanted = registry->reference->digest;
	char *says = http_header(answer, "Docker-Content-Digest"), *said;
	int status = 0;

	if (wanted[0] != '\0' && strcmp(wanted, digest) != 0) {
		status = error("%s: the registry sends a manifest with the "
			       "digest sha256:%s; it is damaged, or was "
			       "replaced",
			       registry->word, digest);
	} else if (says != NULL && (strncmp(says, "sha256:", 7) != 0 ||
				    strcmp(says + 7, digest) != 0)) {
		said = api_text(says);
		status = error("%s: the registry calls the manifest %.100s, "
			       "but it is sha256:%s; it cannot be relied upon",
			       registry->word, said, digest);
		free(said);
	}
	free(says);
	return status;
}

int registry_pull_manifest(struct registry *registry, struct buffer *text,
			   char digest[PUBLICATION_DIGEST])
{
	static const char *const headers[] = { "Accept: " OCI_MANIFEST_TYPE,
					       NULL };
	const struct oci_reference *reference = registry->reference;
	bool by_digest = reference->digest[0] != '\0';
	char *path = allocate_text("/v2/%s/manifests/%s%s", reference->name,
				   by_digest ? "sha256:" : "",
				   by_digest ? reference->digest :
					       reference->tag);
	struct http_exchange exchange = { .method = "GET",
					  .url = path,
					  .headers = headers,
					  .redirects = 5,
					  .answer_max = OCI_MANIFEST_MAX };
	struct http_answer answer;
	int status = registry_ask(registry, &exchange, &answer);

	if (status == 0 && answer.status != 200)
		status = registry_refused(registry, "cannot be pulled",
					  &answer);
	if (status == 0) {
		oci_digest(answer.body.data, answer.body.length, digest);
		status = check_digest(registry, &answer, digest);
	}
	if (status == 0)
		buffer_append(text, answer.body.data, answer.body.length);
	http_answer_free(&answer);
	free(path);
	return status;
}

/* A blob that is under way into a file. */
struct arrival {
	crypto_hash_sha256_state hash;
	uint64_t size;
	int fd, problem; /* an errno value */
	void (*progress)(void *context, uint64_t done, uint64_t total);
	void *context;
	uint64_t total;
};

static bool arrive(void *context, const void *bytes, size_t length)
{
	struct arrival *arrival = context;

	arrival->size += length;
	if (arrival->size > arrival->total)
		return false;
	crypto_hash_sha256_update(&arrival->hash, bytes, length);
	if (!write_whole(arrival->fd, bytes, length)) {
		arrival->problem = errno;
		return false;
	}
	if (arrival->progress != NULL)
		arrival->progress(arrival->context, arrival->size,
				  arrival->total);
	return true;
}

static int check_arrival(const struct registry *registry,
			 struct arrival *arrival, const struct oci_blob *blob)
{
	uint8_t hash[crypto_hash_sha256_BYTES];
	char digest[PUBLICATION_DIGEST];

	crypto_hash_sha256_final(&arrival->hash, hash);
	sodium_bin2hex(digest, sizeof digest, hash, sizeof hash);
	if (arrival->size == blob->size && strcmp(digest, blob->digest) == 0)
		return 0;
	return error("%s: the registry sends %llu bytes with the digest "
		     "sha256:%s for sha256:%s of %llu; they are damaged, or "
		     "were replaced",
		     registry->word, (unsigned long long)arrival->size, digest,
		     blob->digest, (unsigned long long)blob->size);
}

int registry_pull_blob(struct registry *registry, const struct oci_blob *blob,
		       int fd,
		       void (*progress)(void *context, uint64_t done,
					uint64_t total),
		       void *context)
{
	char *path = allocate_text("/v2/%s/blobs/sha256:%s",
				   registry->reference->name, blob->digest);
	struct arrival arrival = { .fd = fd,
				   .progress = progress,
				   .context = context,
				   .total = blob->size };
	struct http_exchange exchange = { .method = "GET",
					  .url = path,
					  .take = arrive,
					  .context = &arrival,
					  .redirects = 5,
					  .answer_max = blob->size };
	struct http_answer answer;
	int status;

	crypto_hash_sha256_init(&arrival.hash);
	status = registry_ask(registry, &exchange, &answer);
	if (status == 0 && answer.status != 200)
		status = registry_refused(registry, "a part cannot be pulled",
					  &answer);
	if (status == 0)
		status = check_arrival(registry, &arrival, blob);
	http_answer_free(&answer);
	free(path);
	return status;
}
