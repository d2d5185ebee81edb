/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What comes with images from strangers: keys, signatures, and the manifests
 * and names of registries.  What is believed is written again as it was.
 */
#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "hosting/ociartifact.h"
#include "hosting/ocireference.h"
#include "hosting/secretkey.h"
#include "minisign.h"
#include "publication.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_key(const char *text, size_t size)
{
	char line[MINISIGN_KEY_TEXT], id[MINISIGN_ID_TEXT];
	struct minisign_key key, again;

	if (minisign_read_key(text, size, &key) != NULL)
		return;
	minisign_write_key(&key, line);
	minisign_id_text(key.id, id);
	if (minisign_read_key(line, strlen(line), &again) != NULL ||
	    memcmp(&key, &again, sizeof key) != 0)
		abort();
}

static void try_signature(const char *text, size_t size)
{
	static const uint8_t hash[MINISIGN_HASH];
	struct minisign_key key = { 0 };
	struct minisign signature;

	if (minisign_read(text, size, &signature) != NULL)
		return;
	if (strlen(signature.trusted) >= sizeof signature.trusted)
		abort();
	memcpy(key.id, signature.id, sizeof key.id);
	if (minisign_verify(&signature, &key, hash) == NULL)
		abort();
}

static void try_secret(const char *text, size_t size)
{
	struct minisign_secret secret;
	struct minisign_key public;
	struct secretkey key;

	if (secretkey_read(text, size, &key) == NULL && !key.locked)
		(void)secretkey_open(&key, NULL, &secret, &public);
}

static void try_publication(const char *text)
{
	char again[PUBLICATION_TEXT];
	struct publication read;

	if (!publication_read(text, &read))
		return;
	publication_write(&read, again);
	if (strcmp(text, again) != 0)
		abort();
}

static void try_artifact(const char *text, size_t size)
{
	struct oci_artifact read, again;
	char *written;

	if (ociartifact_read(text, size, &read) != NULL)
		return;
	if (read.image.size > OCI_IMAGE_MAX ||
	    read.signature.size >= MINISIGN_TEXT ||
	    read.config.size > OCI_CONFIG_MAX)
		abort();
	written = ociartifact_write(&read);
	if (ociartifact_read(written, strlen(written), &again) != NULL ||
	    memcmp(&read, &again, sizeof read) != 0)
		abort();
	free(written);
}

/* The name in a path cannot lead elsewhere. */
static void try_reference(const char *text)
{
	struct oci_reference read;

	if (ocireference_read(text, &read) != NULL)
		return;
	if (strstr(read.name, "..") != NULL || read.name[0] == '/' ||
	    strpbrk(read.registry, "/@?#\\ ") != NULL ||
	    strpbrk(read.tag, "/@?#%") != NULL)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	if (sodium_init() < 0 || text == NULL)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	try_key(text, size);
	try_signature(text, size);
	try_secret(text, size);
	try_publication(text);
	try_artifact(text, size);
	try_reference(text);
	free(text);
	return 0;
}
