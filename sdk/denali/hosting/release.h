/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What is published: an image, which service it is to be, and the signature
 * that says so.
 *
 * All that return int return 0, or print an error and return STATUS_ERROR.
 */
#ifndef DENALI_CMD_RELEASE_H
#define DENALI_CMD_RELEASE_H

#include "image.h"
#include "minisign.h"
#include "publication.h"

struct release {
	char *path; /* of the image */
	struct image image;
	struct publication publication; /* name, time, digest */
	uint8_t hash[MINISIGN_HASH];
	char *manifest;  /* the service's, JSON; "{}": it says nothing */
	char *signature; /* text; null: not signed yet */
};

/* The image at path, or, with null, that of the project in the current folder:
 * build/NAME as its denali.toml is called.  name: the service's; null: as the
 * image.  Close it in any case. */
int release_open(struct release *release, const char *path, const char *name);
void release_close(struct release *release);

/* Sign it, now, with the user's key of that name; null: the default one. */
int release_sign(struct release *release, const char *key);

/* For which service a signature says that it is; from is for messages. */
int release_signed_name(const char *text, size_t length, const char *from,
			char name[PUBLICATION_NAME]);

/* Take a signature that came with the image.  It must be in good form and of
 * this image and service; who made it is for the host to judge, and for us
 * where the key is one of the user's. */
int release_take_signature(struct release *release, const char *text,
			   size_t length, const char *from);

#endif
