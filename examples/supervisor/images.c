/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "images.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ilwaco/supervisor.h>

#include "store.h"

#define IMAGES 32
#define SLOT 7 /* of the supervisor's own disks, for images on disks */
#define PAGE DENALI_SUPERVISOR_BYTES

static struct image {
	uint32_t number; /* 0: free */
	char name[DENALI_NAME_MAX];
} images[IMAGES];

static struct image *find(const char *name)
{
	for (struct image *image = images; image < images + IMAGES; image++)
		if (image->number != 0 && strcmp(image->name, name) == 0)
			return image;
	return NULL;
}

uint32_t image_named(const char *name)
{
	const struct image *image = find(name);

	return image == NULL ? 0 : image->number;
}

/* A file that is bundled with the supervisor. */
static const char *load_file(const char *path, int32_t *number)
{
	struct stat status;
	int fd = open(path, O_RDONLY);
	uint32_t length;
	void *data;

	if (fd < 0 || fstat(fd, &status) < 0) {
		close(fd);
		return "there is no such file";
	}
	length = (uint32_t)status.st_size;
	data = malloc(length);
	if (data == NULL || read(fd, data, length) != (ssize_t)length)
		*number = DENALI_ENOMEM;
	else
		*number = ilw_image_load(data, length);
	free(data);
	close(fd);
	return outcome(*number);
}

/* A page at a time: an image may be larger than the supervisor. */
static int32_t copy(uint32_t image, uint32_t length)
{
	static uint8_t page[PAGE];
	int32_t error = 0;

	for (uint32_t at = 0; error >= 0 && at < length; at += PAGE) {
		if (own_disk_read(SLOT, at / PAGE, 1, page) != 0)
			return DENALI_EINVAL;
		error = ilw_image_write(image, at, page);
	}
	return error < 0 ? error : ilw_image_seal(image);
}

/* The first bytes of a disk of the machine. */
static const char *load_disk(uint32_t disk, uint32_t length, int32_t *number)
{
	uint32_t blocks;
	int32_t error = own_disk(disk, SLOT, &blocks);

	if (error >= 0)
		error = *number = ilw_image_create(length);
	if (error < 0)
		return outcome(error);
	error = copy((uint32_t)*number, length);
	if (error < 0)
		ilw_image_destroy((uint32_t)*number);
	return outcome(error);
}

const char *images_load(struct words *words)
{
	const char *name = word_next(words), *file, *error;
	struct image *image = images;
	uint32_t disk, length;
	int32_t number = 0;

	while (image < images + IMAGES && image->number != 0)
		image++;
	if (name == NULL || find(name) != NULL || image == images + IMAGES)
		return BAD_WORD;
	if (word_is(words, "disk")) {
		if (!word_number(words, &disk) || !word_number(words, &length))
			return BAD_WORD;
		error = load_disk(disk, length, &number);
	} else {
		file = word_next(words);
		if (file == NULL)
			return BAD_WORD;
		error = load_file(file, &number);
	}
	if (error != NULL)
		return error;
	strncpy(image->name, name, DENALI_NAME_MAX - 1);
	image->number = (uint32_t)number;
	return NULL;
}

const char *images_unload(struct words *words)
{
	const char *name = word_next(words);
	struct image *image = name == NULL ? NULL : find(name);
	int32_t error;

	if (image == NULL)
		return "there is no such image";
	error = ilw_image_destroy(image->number);
	if (error >= 0)
		image->number = 0;
	return outcome(error);
}

const char *images_list(struct words *words)
{
	(void)words;
	for (const struct image *image = images; image < images + IMAGES;
	     image++)
		if (image->number != 0)
			printf("%lu %s\n", (unsigned long)image->number,
			       image->name);
	return NULL;
}
