/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Releases: versions of services as they run.  The instances of one have it in
 * common, and it goes with the last of them.
 */
#ifndef SUPERVISOR_RELEASE_H
#define SUPERVISOR_RELEASE_H

#include "instances.h"
#include "settings.h"

struct release {
	uint32_t version;
	uint32_t holders;
	uint32_t image; /* the kernel's number; 0: none is held */
	char digest[65];
	uint8_t build_id[IMAGEFILE_BUILD_ID];
	uint8_t build_id_length;
	struct settings settings; /* its ports' hosts are decided */
};

/* The release of a service's version, with what was changed since, held once;
 * or null: problem says why. */
struct release *release_make(int64_t service, const char *name,
			     uint32_t version, const char **problem);
void release_hold(struct release *release);
/* Null: there is none to drop. */
void release_drop(struct release *release);

/* What an image says of itself, from the file or from memory: valid until the
 * next call.  Null: problem says what is wrong. */
const struct imagefile *release_image(const char *digest,
				      char problem[IMAGEFILE_PROBLEM]);

#endif
