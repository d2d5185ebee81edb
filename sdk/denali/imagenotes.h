/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The notes of an image, which is as hostile as any file.
 */
#ifndef DENALI_CMD_IMAGENOTES_H
#define DENALI_CMD_IMAGENOTES_H

#include <denali/policy.h>

#include "image.h"

struct image_note {
	const char *name; /* name_length bytes, a NUL the last if it is right */
	uint32_t name_length, type, length;
	const uint8_t *description; /* length bytes */
};

/* The next note at *data, which is moved past it; false: no whole one left. */
bool imagenotes_next(const uint8_t **data, const uint8_t *end,
		     struct image_note *note);

/* The note of the contract (DENALI_NOTE_*) of that type; false: there is
 * none. */
bool imagenotes_find(const struct image *image, uint32_t type,
		     struct image_note *note);

/* What the kernel lets through to the image, and out of it; without a note,
 * everything. */
struct denali_policy imagenotes_policy(const struct image *image);

/* Take over what is in the notes.  Returns 0, or prints an error and returns
 * STATUS_ERROR. */
int imagenotes_read(struct image *image);

/* Is its contract one that this SDK knows?  As imagenotes_read. */
int imagenotes_check(const struct image *image);

#endif
