/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * From checked image to something whose pages can be mapped as they are.
 */
#include "loader.h"

#include "frame.h"
#include "string.h"

static bool make_tails(struct loaded_image *image)
{
	for (unsigned i = 0; i < image->info.segment_count; i++) {
		const struct image_segment *s = &image->info.segment[i];
		uint32_t length = s->file_size % PAGE_SIZE;
		if (!length)
			continue;
		frame_t frame = frame_alloc_low();
		if (frame == FRAME_NONE)
			return false;
		uint8_t *tail = frame_window(frame);
		memcpy(tail,
		       image->file + s->file_offset + s->file_size - length,
		       length);
		memset(tail + length, 0, PAGE_SIZE - length);
		image->tail[i] = tail;
	}
	return true;
}

const struct loaded_image *loader_add(const uint8_t *file, uint32_t length,
				      struct denali_finding *finding)
{
	struct loaded_image *image = frame_alloc_block(1);

	*finding = (struct denali_finding){ .number = HOST_IMAGE_MEMORY,
					    .group = DENALI_FINDING_NO_GROUP };
	if (!image)
		return 0;
	image->file = file;
	image->length = length;
	if (image_check(file, length, &image->info, finding))
		return 0;
	finding->number = HOST_IMAGE_MEMORY;
	return make_tails(image) ? image : 0;
}
