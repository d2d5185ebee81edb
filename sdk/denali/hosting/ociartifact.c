/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "ociartifact.h"

#include <jansson.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "memory.h"

#define TITLE "org.opencontainers.image.title"
#define CREATED "org.opencontainers.image.created"

void oci_digest(const void *bytes, size_t length,
		char digest[PUBLICATION_DIGEST])
{
	uint8_t hash[crypto_hash_sha256_BYTES];

	crypto_hash_sha256(hash, bytes, length);
	sodium_bin2hex(digest, PUBLICATION_DIGEST, hash, sizeof hash);
}

/* ---- writing ---- */

static json_t *descriptor(const char *type, const struct oci_blob *blob,
			  const char *title, const char *ending)
{
	char digest[PUBLICATION_DIGEST + 8], file[64];
	json_t *made;

	snprintf(digest, sizeof digest, "sha256:%s", blob->digest);
	snprintf(file, sizeof file, "%s%s", title, ending);
	made = json_pack("{s:s, s:s, s:I}", "mediaType", type, "digest", digest,
			 "size", (json_int_t)blob->size);
	if (made == NULL)
		out_of_memory();
	if (title[0] != '\0')
		json_object_set_new(made, "annotations",
				    json_pack("{s:s}", TITLE, file));
	return made;
}

/* As RFC 3339 has it. */
static void date_text(uint64_t milliseconds, char text[32])
{
	time_t seconds = (time_t)(milliseconds / 1000);
	struct tm utc;

	gmtime_r(&seconds, &utc);
	strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

char *ociartifact_write(const struct oci_artifact *artifact)
{
	const char *name = artifact->name;
	json_t *manifest;
	char date[32], *text;

	date_text(artifact->created, date);
	manifest = json_pack(
		"{s:i, s:s, s:s, s:o, s:[o, o], s:{s:s, s:s}}", "schemaVersion",
		2, "mediaType", OCI_MANIFEST_TYPE, "artifactType",
		OCI_ARTIFACT_TYPE, "config",
		descriptor(OCI_CONFIG_TYPE, &artifact->config, "", ""),
		"layers",
		descriptor(OCI_IMAGE_TYPE, &artifact->image, name, ""),
		descriptor(OCI_SIGNATURE_TYPE, &artifact->signature, name,
			   ".minisig"),
		"annotations", TITLE, name, CREATED, date);
	text = manifest != NULL ? json_dumps(manifest, JSON_COMPACT) : NULL;
	if (text == NULL)
		out_of_memory();
	json_decref(manifest);
	return text;
}

/* ---- reading ---- */

static bool has_text(const json_t *object, const char *key, const char *text)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value != NULL && strcmp(value, text) == 0;
}

/* A descriptor of that type; false: it is none, or of more than most bytes. */
static bool read_blob(const json_t *object, const char *type, uint64_t most,
		      struct oci_blob *blob)
{
	const char *digest = json_string_value(
		json_object_get(object, "digest"));
	const json_t *size = json_object_get(object, "size");

	if (!has_text(object, "mediaType", type) || digest == NULL ||
	    strncmp(digest, "sha256:", 7) != 0 ||
	    !publication_is_digest(digest + 7, strlen(digest + 7)) ||
	    !json_is_integer(size) || json_integer_value(size) <= 0 ||
	    (uint64_t)json_integer_value(size) > most)
		return false;
	memcpy(blob->digest, digest + 7, sizeof blob->digest);
	blob->size = (uint64_t)json_integer_value(size);
	return true;
}

static const char *read_layers(const json_t *layers,
			       struct oci_artifact *artifact)
{
	if (json_array_size(layers) != 2)
		return "it has not two layers, an image and its signature";
	if (!read_blob(json_array_get(layers, 0), OCI_IMAGE_TYPE, OCI_IMAGE_MAX,
		       &artifact->image))
		return "its first layer is no image of Denali, or one without "
		       "a digest, or larger than 1 GiB";
	if (!read_blob(json_array_get(layers, 1), OCI_SIGNATURE_TYPE,
		       MINISIGN_TEXT - 1, &artifact->signature))
		return "its second layer is no signature of an image, or one "
		       "without a digest, or too long";
	return NULL;
}

static const char *read_manifest(const json_t *manifest,
				 struct oci_artifact *artifact)
{
	const json_t *config = json_object_get(manifest, "config");
	const json_t *type = json_object_get(manifest, "mediaType");
	const json_t *version = json_object_get(manifest, "schemaVersion");

	if (has_text(manifest, "mediaType", OCI_INDEX_TYPE))
		return "it is a list of images for several machines, not a "
		       "service";
	if (json_integer_value(version) != 2 ||
	    (type != NULL &&
	     !has_text(manifest, "mediaType", OCI_MANIFEST_TYPE)))
		return "it is no image manifest of OCI's";
	if (!has_text(config, "mediaType", OCI_CONFIG_TYPE))
		return "it is no service of Denali, but something else that "
		       "this registry holds";
	if (!read_blob(config, OCI_CONFIG_TYPE, OCI_CONFIG_MAX,
		       &artifact->config))
		return "its config has no digest, or is too long";
	return read_layers(json_object_get(manifest, "layers"), artifact);
}

const char *ociartifact_read(const void *text, size_t length,
			     struct oci_artifact *artifact)
{
	json_t *manifest = json_loadb(text, length, JSON_REJECT_DUPLICATES,
				      NULL);
	const char *why = "it is no JSON";

	*artifact = (struct oci_artifact){ 0 };
	if (manifest != NULL)
		why = read_manifest(manifest, artifact);
	json_decref(manifest);
	return why;
}
