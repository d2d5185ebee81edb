/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Keys, signatures, manifests and references that are right.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hosting/ociartifact.h"
#include "hosting/secretkey.h"
#include "minisign.h"
#include "publication.h"

static const char digest[] =
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

static void save(const char *folder, const char *name, const char *text)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "wb");
	if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0) {
		perror(path);
		exit(1);
	}
}

static void save_signed(const char *folder)
{
	struct publication publication = { .service = "web", .time = 1 };
	char text[MINISIGN_TEXT], comment[PUBLICATION_TEXT];
	static const uint8_t hash[MINISIGN_HASH];
	char line[MINISIGN_KEY_TEXT], secret_text[SECRETKEY_TEXT];
	struct minisign_secret secret;
	struct minisign_key key;

	secretkey_make(&secret, &key);
	strcpy(publication.digest, digest);
	publication_write(&publication, comment);
	minisign_sign(&secret, hash, "seed", comment, text);
	minisign_write_key(&key, line);
	if (secretkey_write(&secret, NULL, secret_text) != NULL)
		exit(1);
	save(folder, "comment", comment);
	save(folder, "signature", text);
	save(folder, "public", line);
	save(folder, "secret", secret_text);
}

int main(int argc, char *argv[])
{
	struct oci_artifact artifact = { .config.size = 2,
					 .image.size = 100000,
					 .signature.size = 300,
					 .name = "web" };
	char *text;

	if (argc != 3 || sodium_init() < 0)
		return 1;
	save_signed(argv[1]);
	strcpy(artifact.config.digest, digest);
	strcpy(artifact.image.digest, digest);
	strcpy(artifact.signature.digest, digest);
	text = ociartifact_write(&artifact);
	save(argv[1], "manifest", text);
	free(text);
	save(argv[1], "reference", "oci://registry.example:5000/a/b-c:1.0");
	save(argv[1], "by-digest",
	     "oci://[::1]/a@sha256:0123456789abcdef0123456789abcdef0123456789"
	     "abcdef0123456789abcdef");
	return 0;
}
