/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * How much memory a service has used in its tests, and how much would do.
 */
#ifndef DENALI_CMD_TESTMEMORY_H
#define DENALI_CMD_TESTMEMORY_H

#include <stdint.h>

#include "image.h"

enum memory_verdict {
	MEMORY_FITS,
	MEMORY_AMPLE, /* less would do */
	MEMORY_SHORT, /* near its limit */
};

struct memory_advice {
	uint64_t used;  /* bytes, the most that an instance ever had */
	uint64_t given; /* bytes: the size of its memory */
	uint64_t would; /* bytes: what would do, with room to spare */
	enum memory_verdict verdict;
};

/* What to think of an image whose instances had at most so many frames, with
 * the memory that the image was opened for. */
void memory_advise(struct memory_advice *advice, const struct image *image,
		   uint32_t frames);

#endif
