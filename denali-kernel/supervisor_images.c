/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Supervisor instructions about images.
 */
#include "frame.h"
#include "loader.h"
#include "supervisor.h"
#include "vm.h"

static struct loaded_image **images;

bool supervisor_images_init(void)
{
	images = frame_alloc_block(DENALI_SUPERVISOR_IMAGES * sizeof(*images) /
				   PAGE_SIZE);
	return images;
}

struct loaded_image *supervisor_image(uint32_t number)
{
	return number - 1 < DENALI_SUPERVISOR_IMAGES ? images[number - 1] : 0;
}

int32_t supervisor_image_create(struct vm *self)
{
	uint32_t length = self->frame.ebx, number = 1;

	if (!length || length > DENALI_SUPERVISOR_IMAGE_MAX)
		return DENALI_EINVAL;
	while (number <= DENALI_SUPERVISOR_IMAGES && images[number - 1])
		number++;
	if (number > DENALI_SUPERVISOR_IMAGES)
		return DENALI_ENOMEM;
	images[number - 1] = loader_create(length, number);
	return images[number - 1] ? (int32_t)number : DENALI_ENOMEM;
}

int32_t supervisor_image_write(struct vm *self)
{
	struct loaded_image *image = supervisor_image(self->frame.ebx);
	uint32_t offset = self->frame.esi, length;
	int32_t error;

	if (!image)
		return DENALI_ENOENT;
	if (offset % PAGE_SIZE || offset >= image->length)
		return DENALI_EINVAL;
	if (image->sealed)
		return DENALI_EBUSY;
	length = image->length - offset;
	if (length > PAGE_SIZE)
		length = PAGE_SIZE;
	error = supervisor_fetch(self->frame.edi, length);
	if (!error && !loader_write(image, offset, &supervisor_body, length))
		error = DENALI_ENOMEM;
	return error;
}

int32_t supervisor_image_seal(struct vm *self)
{
	struct denali_finding finding;
	struct loaded_image *image = supervisor_image(self->frame.ebx);

	if (!image)
		return DENALI_ENOENT;
	if (image->sealed)
		return 0;
	switch (loader_seal(image, &finding)) {
	case FINDING_NONE:
		return 0;
	case HOST_IMAGE_MEMORY:
		return DENALI_ENOMEM;
	default:
		return DENALI_EBAD - (int32_t)finding.number;
	}
}

int32_t supervisor_image_destroy(struct vm *self)
{
	struct loaded_image *image = supervisor_image(self->frame.ebx);

	if (!image)
		return DENALI_ENOENT;
	if (image->users)
		return DENALI_EBUSY;
	image->sealed = false;
	if (!loader_free_some(image))
		return SUPERVISOR_AGAIN;
	images[self->frame.ebx - 1] = 0;
	return 0;
}
