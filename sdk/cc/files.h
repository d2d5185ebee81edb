/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Bundles of files: reads folders and makes the table of denali/files.h.
 */
#ifndef CC_FILES_H
#define CC_FILES_H

#include <stddef.h>
#include <stdint.h>

#include "buffer.h"

struct bundle {
	struct bundle_entry {
		char *path;   /* in the image */
		char *source; /* on this machine; NULL: a directory */
		unsigned int mode;
	} * entries;
	size_t count;
};

/* Adds what lies below a folder, given as DIR or DIR:MOUNT; MOUNT begins with a
 * slash and is "/" where it is not given.  Symbolic links are followed. */
void bundle_add(struct bundle *bundle, const char *spec);

/* Adds a directory, given by its absolute path, and those above it. */
void bundle_add_directory(struct bundle *bundle, const char *path);

/* The table, the same for the same paths and contents, and what its address
 * must be a multiple of.  Frees the bundle. */
struct buffer bundle_table(struct bundle *bundle, uint32_t *align);

#endif
