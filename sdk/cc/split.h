/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What is done with an image after it was linked.  If the program's own objects
 * have debug information, all of it goes into IMAGE.dbg, with the symbols and a
 * list of what is where (linkmap.h), and the image is stripped.  If they have
 * none, the image loses that of the libraries and keeps its symbols.
 */
#ifndef CC_SPLIT_H
#define CC_SPLIT_H

#include <stdbool.h>

#include "purpose.h"

/* After a link that has left its map at a path.  Splits all or nothing: false,
 * with a message, if it fails, and then neither file is there.  If a signal
 * ends it, we end by it too. */
bool split_image(const struct purpose *purpose, const char *map);

/* After a link that failed: without an image its symbols are of no use. */
void split_forget(const struct purpose *purpose);

#endif
