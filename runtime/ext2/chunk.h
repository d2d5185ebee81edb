/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the files of the cache share.
 */
#ifndef EXT2_CHUNK_H
#define EXT2_CHUNK_H

#include "cache.h"

#define CACHE_AHEAD 32u /* blocks read at once */

struct chunk {
	struct chunk *next;
	uint8_t *memory;
	struct page pages[CACHE_CHUNK];
};

#endif
