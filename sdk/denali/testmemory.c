/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The size of a VM's memory is a range of addresses: the image, its stack, and
 * the heap behind them, which grows upwards.  What the VM really takes are the
 * pages that it touches there, so their number tells how large the heap was,
 * unless the service keeps large pieces of it untouched.
 */
#include "testmemory.h"

#include <denali/layout.h>

/* A service meets more in its life than in its tests. */
#define SPARE_TIMES 2
/* A part of the memory behind the image that its random base may take. */
#define BASE_SHARE 8

/* Where the image ends, at its lowest base. */
static uint64_t image_end(const struct image *image)
{
	uint64_t end = 0;

	for (uint32_t i = 0; i < image->part_count; i++) {
		const struct image_part *part = &image->parts[i];
		uint64_t last = (uint64_t)part->address + part->memory_size;

		end = last > end ? last : end;
	}
	return end + image->base;
}

/* A number of the form 2^n or 3 * 2^n, which are easy to remember. */
static uint64_t round_up(uint64_t bytes)
{
	uint64_t round = DENALI_MEMORY_MIN;

	while (round < bytes) {
		if (round + round / 2 >= bytes)
			return round + round / 2;
		round *= 2;
	}
	return round;
}

void memory_advise(struct memory_advice *advice, const struct image *image,
		   uint32_t frames)
{
	uint64_t used = (uint64_t)frames * DENALI_PAGE_SIZE;
	uint64_t heap = SPARE_TIMES * used;
	uint64_t room = heap * BASE_SHARE / (BASE_SHARE - 1);
	uint64_t behind, end = image_end(image);

	*advice = (struct memory_advice){
		.used = used,
		.given = image->memory_size,
		.would = round_up(end + room),
	};
	behind = advice->given > end ? advice->given - end : 0;
	/* The image's own data count as used too, which is on the safe side. */
	if (used * BASE_SHARE / (BASE_SHARE - 1) * 10 >= behind * 9)
		advice->verdict = MEMORY_SHORT;
	else if (advice->would < advice->given)
		advice->verdict = MEMORY_AMPLE;
}
