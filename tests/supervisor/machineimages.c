/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The stand-in machine's images, judged by the kernel's own checker.
 */
#include <stdlib.h>
#include <string.h>

#include <ilwaco/supervisor.h>

#include "image.h"
#include "machineinside.h"

static struct stored {
	uint8_t *data; /* null: free */
	uint32_t length, users, memory, frames;
	bool sealed;
} images[DENALI_SUPERVISOR_IMAGES];

static struct stored *find(uint32_t image)
{
	if (image == 0 || image > DENALI_SUPERVISOR_IMAGES ||
	    images[image - 1].data == NULL)
		return NULL;
	return &images[image - 1];
}

bool image_hold(uint32_t image, uint32_t *memory, uint32_t *frames)
{
	struct stored *stored = find(image);

	if (stored == NULL || !stored->sealed)
		return false;
	stored->users++;
	*memory = stored->memory;
	*frames = stored->frames;
	return true;
}

void image_drop(uint32_t image)
{
	struct stored *stored = find(image);

	if (stored != NULL)
		stored->users--;
}

uint32_t images_there(void)
{
	uint32_t count = 0;

	for (uint32_t i = 1; i <= DENALI_SUPERVISOR_IMAGES; i++)
		count += find(i) != NULL;
	return count;
}

void images_forget(void)
{
	for (uint32_t i = 0; i < DENALI_SUPERVISOR_IMAGES; i++) {
		free(images[i].data);
		images[i] = (struct stored){ 0 };
	}
}

/* Each with its place, then its bytes. */
void images_save(FILE *to)
{
	for (uint32_t i = 0; i < DENALI_SUPERVISOR_IMAGES; i++)
		if (images[i].data != NULL) {
			fwrite(&i, sizeof i, 1, to);
			fwrite(&images[i], sizeof images[i], 1, to);
			fwrite(images[i].data, images[i].length, 1, to);
		}
}

void images_restore(FILE *from)
{
	struct stored stored;
	uint32_t i;

	while (fread(&i, sizeof i, 1, from) == 1 &&
	       fread(&stored, sizeof stored, 1, from) == 1 &&
	       i < DENALI_SUPERVISOR_IMAGES) {
		stored.data = calloc(1, stored.length);
		if (fread(stored.data, stored.length, 1, from) != 1)
			break;
		images[i] = stored;
	}
}

static int32_t create(uint32_t length)
{
	if (length == 0 || length > DENALI_SUPERVISOR_IMAGE_MAX)
		return DENALI_EINVAL;
	for (uint32_t i = 0; i < DENALI_SUPERVISOR_IMAGES; i++)
		if (images[i].data == NULL) {
			images[i] = (struct stored){ .data = calloc(1, length),
						     .length = length };
			return (int32_t)i + 1;
		}
	return DENALI_ENOMEM;
}

int32_t ilw_image_create(uint32_t length)
{
	int32_t image;

	machine_lock();
	image = create(length);
	machine_unlock();
	return image;
}

static int32_t write_page(struct stored *stored, uint32_t offset,
			  const void *data)
{
	uint32_t rest;

	if (offset % DENALI_SUPERVISOR_BYTES != 0 || offset >= stored->length)
		return DENALI_EINVAL;
	if (stored->sealed)
		return DENALI_EBUSY;
	rest = stored->length - offset;
	memcpy(stored->data + offset, data,
	       rest < DENALI_SUPERVISOR_BYTES ? rest : DENALI_SUPERVISOR_BYTES);
	return 0;
}

int32_t ilw_image_write(uint32_t image, uint32_t offset, const void *data)
{
	struct stored *stored;
	int32_t error;

	machine_lock();
	stored = find(image);
	error = stored == NULL ? DENALI_ENOENT :
				 write_page(stored, offset, data);
	machine_unlock();
	return error;
}

static int32_t seal(struct stored *stored)
{
	struct denali_finding finding;
	struct image checked;

	if (image_check(stored->data, stored->length, NULL, &checked,
			&finding) != 0)
		return DENALI_EBAD - (int32_t)finding.number;
	stored->sealed = true;
	stored->memory = checked.manifest.memory_size;
	stored->frames = checked.manifest.frame_limit != 0 ?
				 checked.manifest.frame_limit :
				 checked.manifest.memory_size / 4096;
	return 0;
}

int32_t ilw_image_seal(uint32_t image)
{
	struct stored *stored;
	int32_t error;

	machine_lock();
	stored = find(image);
	error = stored == NULL ? DENALI_ENOENT : seal(stored);
	machine_unlock();
	return error;
}

int32_t ilw_image_destroy(uint32_t image)
{
	struct stored *stored;
	int32_t error = 0;

	machine_lock();
	stored = find(image);
	if (stored == NULL) {
		error = DENALI_ENOENT;
	} else if (stored->users > 0) {
		error = DENALI_EBUSY;
	} else {
		free(stored->data);
		*stored = (struct stored){ 0 };
	}
	machine_unlock();
	return error;
}
