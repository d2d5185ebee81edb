/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Where an image is in a registry:
 *
 *   oci://REGISTRY/NAME[:TAG][@sha256:DIGEST]
 *
 * REGISTRY is a host's name or address, with a port or without; names and tags
 * are as the OCI distribution specification has them.
 */
#ifndef DENALI_CMD_OCIREFERENCE_H
#define DENALI_CMD_OCIREFERENCE_H

#include <stdbool.h>

#include "publication.h"

#define OCI_SCHEME "oci://"

/* How a registry is spoken to: by TLS, unless it is this machine's own; or as
 * the user wants it. */
enum oci_way { OCI_USUAL, OCI_PLAIN, OCI_TLS };

struct oci_reference {
	char registry[262];
	char name[256];
	char tag[129];                   /* "latest" if none is said */
	char digest[PUBLICATION_DIGEST]; /* in hexadecimal; "": by the tag */
	bool loopback;                   /* the registry is this machine */
};

/* Whether a word is meant to be one. */
bool ocireference_is(const char *word);

/* Why it is none, in words that stand behind it; null: it is one. */
const char *ocireference_read(const char *word,
			      struct oci_reference *reference);

#endif
