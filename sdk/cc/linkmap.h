/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the linker says it has put where, made into a list that other tools can
 * add up: a line for each piece of a section that is in memory,
 *
 *   ADDRESS SIZE SECTION FILE
 *
 * numbers in hexadecimal, SECTION that of the object file, FILE a path or
 * ARCHIVE(MEMBER), to the end of the line; see paths.h for how paths look.
 * The lines of a section add up to its size: what is between pieces is *fill*,
 * what several share is the first one's.  Of what has no file of its own, FILE
 * is (lto) where it was compiled when it was linked, (denali-cc) where options
 * of ours brought it in, (linker), or (temporary).
 */
#ifndef CC_LINKMAP_H
#define CC_LINKMAP_H

#include <stdbool.h>

#include "buffer.h"
#include "elffile.h"
#include "purpose.h"

struct linkmap {
	struct buffer text;
	bool debug; /* some object of the program's own has debug information */
};

/* From the linker's map; false: there is none. */
bool linkmap_read(struct linkmap *map, const struct elffile *image,
		  const char *path, const struct purpose *purpose);
void linkmap_free(struct linkmap *map);

#endif
