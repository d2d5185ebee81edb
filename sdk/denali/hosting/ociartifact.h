/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A service as an artifact of a registry, as the OCI image specification has
 * them: a manifest that names blobs by their digests.
 *
 *   config   the service's manifest, the JSON that the image has in its note
 *   layer    the image
 *   layer    its signature, as minisign writes it
 *
 * A manifest from a registry is as hostile as any file: nothing of it is used
 * before all of it has been checked, and sizes are bounded.
 */
#ifndef DENALI_CMD_OCIARTIFACT_H
#define DENALI_CMD_OCIARTIFACT_H

#include <stddef.h>
#include <stdint.h>

#include "minisign.h"
#include "publication.h"

#define OCI_MANIFEST_TYPE "application/vnd.oci.image.manifest.v1+json"
#define OCI_INDEX_TYPE "application/vnd.oci.image.index.v1+json"
#define OCI_ARTIFACT_TYPE "application/vnd.denali.service.v1"
#define OCI_CONFIG_TYPE "application/vnd.denali.service.config.v1+json"
#define OCI_IMAGE_TYPE "application/vnd.denali.service.image.v1"
#define OCI_SIGNATURE_TYPE "application/vnd.denali.service.signature.v1"

/* The most that a registry may hold of each. */
#define OCI_MANIFEST_MAX 0x100000u
#define OCI_CONFIG_MAX 0x10000u
#define OCI_IMAGE_MAX 0x40000000u

struct oci_blob {
	char digest[PUBLICATION_DIGEST];
	uint64_t size;
};

struct oci_artifact {
	struct oci_blob config, image, signature;
	char name[PUBLICATION_NAME]; /* the service's; written only */
	uint64_t created;            /* milliseconds since 1970; written only */
};

/* The manifest: one line of JSON, the same for the same artifact.  The caller
 * frees it. */
char *ociartifact_write(const struct oci_artifact *artifact);

/* Why it is none of a service, in words that stand behind its name; null: it is
 * one. */
const char *ociartifact_read(const void *text, size_t length,
			     struct oci_artifact *artifact);

/* The SHA-256 of some bytes, in hexadecimal. */
void oci_digest(const void *bytes, size_t length,
		char digest[PUBLICATION_DIGEST]);

#endif
