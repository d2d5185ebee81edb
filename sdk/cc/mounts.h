/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What an image mounts when it starts: makes the table of denali/mounts.h.
 */
#ifndef CC_MOUNTS_H
#define CC_MOUNTS_H

#include <stdbool.h>

#include "buffer.h"
#include "files.h"

struct mounts {
	struct buffer table; /* empty: nothing is mounted */
	bool disk;           /* some mount is of a disk */
};

/* Adds a mount, given as SOURCE:TARGET[:OPTION,...], and its target to the
 * directories of the bundle. */
void mounts_add(struct mounts *mounts, struct bundle *bundle, const char *spec);

#endif
