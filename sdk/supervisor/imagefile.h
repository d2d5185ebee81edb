/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What an image says of itself, in its notes.  The kernel judges images; this
 * only reads, and is as careful with what strangers wrote: no more than
 * IMAGEFILE_NOTES bytes of a file are looked at, and no JSON nests deeper than
 * IMAGEFILE_DEPTH.
 */
#ifndef SUPERVISOR_IMAGEFILE_H
#define SUPERVISOR_IMAGEFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "manifest.h"

#define IMAGEFILE_NOTES 65536
#define IMAGEFILE_DEPTH 16
#define IMAGEFILE_BUILD_ID 20

struct imagefile {
	uint32_t contract;
	struct denali_manifest kernel; /* the manifest that the kernel reads */
	bool has_service;              /* it has a service note */
	struct manifest manifest;      /* empty if it has none */
	uint8_t build_id[IMAGEFILE_BUILD_ID];
	uint8_t build_id_length; /* 0: none, or a longer one */
};

#define IMAGEFILE_PROBLEM 256

/* Read the notes of the file at path.  False: problem says what is wrong.  Free
 * it in both cases. */
bool imagefile_read(struct imagefile *image, const char *path,
		    char problem[IMAGEFILE_PROBLEM]);
void imagefile_free(struct imagefile *image);

#endif
