/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Where the names and lines of an image are: the file, .dbg as a rule, that
 * carries the image's build-id.
 *
 * It is looked for beside the image, then in what the user names; then it may
 * be the image itself; then it is looked for below the current folder.
 * Searches are bounded, so that one begun in a home folder ends.
 */
#ifndef DENALI_CMD_DEBUGFILE_H
#define DENALI_CMD_DEBUGFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"

#define DEBUG_PLACES_MAX 16

/* What the user names with --debug: files, and folders to search. */
struct debug_places {
	const char *named[DEBUG_PLACES_MAX];
	unsigned count;
};

struct build_id {
	const uint8_t *bytes; /* its beginning, or all of it */
	uint32_t length;      /* 0: none is known, and any will do */
};

/* One more option --debug.  Returns 0, or prints an error and returns
 * STATUS_ERROR. */
int debug_name(struct debug_places *places, const char *path);

/* The file's path, allocated; null if there is none.  image is the image's
 * path, or null if that is unknown; places may be null.  Where it looked is
 * appended to tried, if that is not null: "beside web, below .". */
char *debug_find(const struct build_id *id, const char *image,
		 const struct debug_places *places, struct buffer *tried);

/* Does the file at path carry the id?  An ELF file without one does if
 * unmarked is true. */
bool debug_matches(const char *path, const struct build_id *id, bool unmarked);

#endif
