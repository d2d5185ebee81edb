/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * From checked image to something whose pages can be mapped as they are.
 */
#include "loader.h"

#include "frame.h"
#include "pool.h"
#include "string.h"

static struct pool records = { .size = sizeof(struct loaded_image) };

static void *take_page(void)
{
	frame_t frame = frame_alloc_low();

	return frame == FRAME_NONE ? 0 :
				     memset(frame_window(frame), 0, PAGE_SIZE);
}

static void give_page(const void *page)
{
	if (page)
		frame_put((frame_t)(window_phys(page) >> PAGE_SHIFT));
}

/* For the checker: bytes that are inside the file. */
static void read_image(const void *from, void *to, uint32_t offset,
		       uint32_t length)
{
	const struct loaded_image *image = from;
	uint8_t *at = to;

	while (length) {
		uint32_t start = offset % PAGE_SIZE;
		uint32_t chunk = PAGE_SIZE - start;
		const uint8_t *page = loader_page(image, offset - start);

		if (chunk > length)
			chunk = length;
		if (page)
			memcpy(at, page + start, chunk);
		else
			memset(at, 0, chunk);
		at += chunk;
		offset += chunk;
		length -= chunk;
	}
}

static bool make_tails(struct loaded_image *image)
{
	for (unsigned i = 0; i < image->info.segment_count; i++) {
		const struct image_segment *s = &image->info.segment[i];
		uint32_t length = s->file_size % PAGE_SIZE;
		uint8_t *tail;

		if (!length)
			continue;
		tail = take_page();
		if (!tail)
			return false;
		read_image(image, tail, s->file_offset + s->file_size - length,
			   length);
		image->tail[i] = tail;
	}
	return true;
}

static void drop_tails(struct loaded_image *image)
{
	for (unsigned i = 0; i < DENALI_IMAGE_SEGMENTS; i++) {
		give_page(image->tail[i]);
		image->tail[i] = 0;
	}
}

struct loaded_image *loader_create(uint32_t length, uint32_t number)
{
	struct loaded_image *image = pool_take(&records);

	if (image) {
		image->length = length;
		image->number = number;
	}
	return image;
}

bool loader_write(struct loaded_image *image, uint32_t offset,
		  const void *bytes, uint32_t length)
{
	uint32_t n = offset / PAGE_SIZE;
	uint8_t ***leaf = &image->leaf[n / LOADER_LEAF];
	uint8_t **page;

	if (!*leaf)
		*leaf = take_page();
	if (!*leaf)
		return false;
	page = &(*leaf)[n % LOADER_LEAF];
	if (!*page)
		*page = take_page();
	return *page && memcpy(*page, bytes, length);
}

enum finding loader_seal(struct loaded_image *image,
			 struct denali_finding *finding)
{
	if (image_check(image, image->length, read_image, &image->info,
			finding))
		return (enum finding)finding->number;
	image->sealed = make_tails(image);
	if (image->sealed)
		return FINDING_NONE;
	drop_tails(image);
	finding->number = HOST_IMAGE_MEMORY;
	return HOST_IMAGE_MEMORY;
}

bool loader_free_some(struct loaded_image *image)
{
	drop_tails(image);
	for (unsigned i = 0; i < LOADER_LEAVES; i++) {
		if (!image->leaf[i])
			continue;
		for (unsigned n = 0; n < LOADER_LEAF; n++)
			give_page(image->leaf[i][n]);
		give_page(image->leaf[i]);
		image->leaf[i] = 0;
		return false;
	}
	pool_give(&records, image);
	return true;
}

struct loaded_image *loader_add(const uint8_t *file, uint32_t length,
				struct denali_finding *finding)
{
	struct loaded_image *image = loader_create(length, 0);

	*finding = (struct denali_finding){ .number = HOST_IMAGE_MEMORY,
					    .group = DENALI_FINDING_NO_GROUP };
	if (!image)
		return 0;
	image->file = file;
	return loader_seal(image, finding) ? 0 : image;
}
