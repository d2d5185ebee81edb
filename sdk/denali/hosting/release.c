/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "release.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <denali/image.h>

#include "error.h"
#include "imagenotes.h"
#include "keys.h"
#include "manifest.h"
#include "memory.h"
#include "ociartifact.h"

#define MANIFEST_FILE "denali.toml"

static void tell(const char *text)
{
	error("%s", text);
}

/* build/NAME, as the Makefile of a project has it. */
static int find_image(char **path)
{
	struct manifest manifest = { 0 };
	int status = 0;

	if (access(MANIFEST_FILE, F_OK) != 0)
		return error("no image given, and no " MANIFEST_FILE " here; "
			     "go to a project's folder, or name an image");
	if (!manifest_read(&manifest, MANIFEST_FILE, tell))
		status = STATUS_ERROR;
	else if (manifest.name == NULL)
		status = error(MANIFEST_FILE ": has no name; name the image");
	if (status == 0) {
		*path = allocate_text("build/%s", manifest.name);
		if (access(*path, F_OK) != 0)
			status = error("%s: not built yet; run `make`, or "
				       "`make publish`",
				       *path);
	}
	manifest_free(&manifest);
	return status;
}

/* The service's manifest as the image has it. */
static void take_manifest(struct release *release)
{
	struct image_note note;

	if (imagenotes_find(&release->image, DENALI_NOTE_SERVICE, &note) &&
	    note.length > 0)
		release->manifest = allocate_text(
			"%.*s",
			(int)strnlen((const char *)note.description,
				     note.length),
			(const char *)note.description);
	else
		release->manifest = allocate_text("{}");
}

static int set_name(struct release *release, const char *name)
{
	if (name == NULL)
		name = release->image.name;
	if (!publication_is_name(name, strlen(name)))
		return error("%s: no name for a service; give one of up to 31 "
			     "lower-case letters, digits and hyphens by --name",
			     name);
	snprintf(release->publication.service,
		 sizeof release->publication.service, "%s", name);
	return 0;
}

int release_open(struct release *release, const char *path, const char *name)
{
	int status = 0;

	*release = (struct release){ .image = { .fd = -1 } };
	if (path == NULL)
		status = find_image(&release->path);
	else
		release->path = allocate_text("%s", path);
	if (status == 0)
		status = image_open(&release->image, release->path, 0);
	if (status == 0)
		status = set_name(release, name);
	if (status != 0)
		return status;
	take_manifest(release);
	oci_digest(release->image.data, release->image.size,
		   release->publication.digest);
	crypto_generichash(release->hash, sizeof release->hash,
			   release->image.data, release->image.size, NULL, 0);
	return 0;
}

void release_close(struct release *release)
{
	image_close(&release->image);
	free(release->path);
	free(release->manifest);
	free(release->signature);
	*release = (struct release){ .image = { .fd = -1 } };
}

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_REALTIME, &time);
	return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

int release_sign(struct release *release, const char *key)
{
	char comment[PUBLICATION_TEXT], id[MINISIGN_ID_TEXT], untrusted[64];
	struct key_pair pair;
	int status = keys_open(key != NULL ? key : KEY_DEFAULT, &pair);

	if (status != 0)
		return status;
	release->publication.time = now();
	publication_write(&release->publication, comment);
	minisign_id_text(pair.public.id, id);
	snprintf(untrusted, sizeof untrusted, "signature by key %s", id);
	release->signature = allocate(1, MINISIGN_TEXT);
	minisign_sign(&pair.secret, release->hash, untrusted, comment,
		      release->signature);
	keys_close(&pair);
	return 0;
}

/* With the user's key of that id, if there is one. */
static int verify(const struct release *release,
		  const struct minisign *signature, const char *from)
{
	const char *why = NULL;
	struct key_names list;
	struct minisign_key key;

	if (keys_list(&list) != 0)
		return STATUS_ERROR;
	for (unsigned i = 0; i < list.count && why == NULL; i++)
		if (keys_public(list.names[i], &key) == 0 &&
		    memcmp(key.id, signature->id, sizeof key.id) == 0)
			why = minisign_verify(signature, &key, release->hash);
	keys_free_names(&list);
	if (why != NULL)
		return error("%s: its signature: %s; do not use it", from, why);
	return 0;
}

/* Both, in good form. */
static int read_signature(const char *text, size_t length, const char *from,
			  struct minisign *signature, struct publication *says)
{
	const char *why = minisign_read(text, length, signature);

	if (why != NULL)
		return error("%s: its signature: %s; have it pushed anew", from,
			     why);
	if (!publication_read(signature->trusted, says))
		return error("%s: its signature does not say for which service "
			     "it is; give --name, and sign anew with --key",
			     from);
	return 0;
}

int release_signed_name(const char *text, size_t length, const char *from,
			char name[PUBLICATION_NAME])
{
	struct minisign signature;
	struct publication says;
	int status = read_signature(text, length, from, &signature, &says);

	if (status == 0)
		memcpy(name, says.service, sizeof says.service);
	return status;
}

int release_take_signature(struct release *release, const char *text,
			   size_t length, const char *from)
{
	struct minisign signature;
	struct publication says;
	int status = read_signature(text, length, from, &signature, &says);

	if (status != 0)
		return status;
	if (strcmp(says.digest, release->publication.digest) != 0)
		return error("%s: its signature is of another image; do not "
			     "use it",
			     from);
	if (strcmp(says.service, release->publication.service) != 0)
		return error("%s: it was signed to be service %s, not %s; sign "
			     "anew with --key",
			     from, says.service, release->publication.service);
	release->publication.time = says.time;
	release->signature = allocate_text("%.*s", (int)length, text);
	return verify(release, &signature, from);
}
