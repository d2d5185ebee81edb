/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A hash by digest.  What nobody holds is destroyed when there are more than
 * SPARE of them, or the kernel has no room for another.
 */
#include "kernelimages.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ilwaco/supervisor.h>

#include "host.h"

#define BUCKETS 256
#define SPARE 4
#define PAGE DENALI_SUPERVISOR_BYTES

struct kept {
	struct kept *next;
	char digest[DIGEST_TEXT];
	uint32_t number, holders;
	uint64_t used; /* order, for those without holders */
};

static struct kept *buckets[BUCKETS];
static uint32_t spare;
static uint64_t uses;

/* ---- loading ---- */

static int32_t copy(int fd, uint32_t image, uint32_t length)
{
	uint8_t *page = malloc(PAGE);
	int32_t error = page == NULL ? DENALI_ENOMEM : 0;

	for (uint32_t at = 0; error >= 0 && at < length; at += PAGE) {
		uint32_t rest = length - at < PAGE ? length - at : PAGE;

		if (pread(fd, page, rest, (off_t)at) != (ssize_t)rest)
			error = DENALI_ENOENT;
		else
			error = ilw_image_write(image, at, page);
	}
	free(page);
	return error < 0 ? error : ilw_image_seal(image);
}

static int32_t load(int fd, uint32_t length)
{
	int32_t image = ilw_image_create(length), error;

	if (image < 0)
		return image;
	error = copy(fd, (uint32_t)image, length);
	if (error >= 0)
		return image;
	ilw_image_destroy((uint32_t)image);
	return error;
}

int32_t kernel_image_load(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int32_t image = DENALI_ENOENT;
	struct stat status;

	if (fd < 0)
		return image;
	if (fstat(fd, &status) == 0)
		image = status.st_size > DENALI_SUPERVISOR_IMAGE_MAX ?
				DENALI_EINVAL :
				load(fd, (uint32_t)status.st_size);
	close(fd);
	return image;
}

/* ---- keeping ---- */

static struct kept **place_of(const char *digest)
{
	char hex[3] = { digest[0], digest[1], '\0' };
	struct kept **place = &buckets[strtoul(hex, NULL, 16) % BUCKETS];

	while (*place != NULL && strcmp((*place)->digest, digest) != 0)
		place = &(*place)->next;
	return place;
}

static void forget(struct kept **place)
{
	struct kept *kept = *place;

	*place = kept->next;
	ilw_image_destroy(kept->number);
	spare--;
	free(kept);
}

/* The one without holders that was used longest ago. */
static struct kept **oldest_spare(void)
{
	struct kept **oldest = NULL;

	for (int i = 0; i < BUCKETS; i++)
		for (struct kept **at = &buckets[i]; *at != NULL;
		     at = &(*at)->next)
			if ((*at)->holders == 0 &&
			    (oldest == NULL || (*at)->used < (*oldest)->used))
				oldest = at;
	return oldest;
}

static void drop_spares(uint32_t most)
{
	while (spare > most)
		forget(oldest_spare());
}

static struct kept *keep(const char *digest, uint32_t number)
{
	struct kept **place = place_of(digest);
	struct kept *kept = calloc(1, sizeof *kept);

	if (kept == NULL)
		return NULL;
	strcpy(kept->digest, digest);
	kept->number = number;
	kept->used = ++uses;
	*place = kept;
	spare++;
	return kept;
}

static void hold(struct kept *kept)
{
	if (kept->holders++ == 0)
		spare--;
	kept->used = ++uses;
}

static int32_t load_new(const char *digest)
{
	char path[IMAGE_PATH];
	int32_t number = kernel_image_load(image_path(digest, path));
	struct kept *kept;

	if (number == DENALI_ENOMEM && spare > 0) {
		drop_spares(0);
		number = kernel_image_load(path);
	}
	if (number < 0)
		return number;
	kept = keep(digest, (uint32_t)number);
	if (kept == NULL) {
		ilw_image_destroy((uint32_t)number);
		return DENALI_ENOMEM;
	}
	hold(kept);
	return number;
}

int32_t kernel_image_get(const char *digest)
{
	struct kept *kept = *place_of(digest);

	if (kept == NULL)
		return load_new(digest);
	hold(kept);
	return (int32_t)kept->number;
}

void kernel_image_put(uint32_t number)
{
	for (int i = 0; i < BUCKETS; i++)
		for (struct kept *kept = buckets[i]; kept != NULL;
		     kept = kept->next) {
			if (kept->number != number || kept->holders == 0)
				continue;
			if (--kept->holders == 0)
				spare++;
			drop_spares(SPARE);
			return;
		}
}

void kernel_image_offer(const char *digest, uint32_t number)
{
	if (*place_of(digest) != NULL || keep(digest, number) == NULL)
		ilw_image_destroy(number);
	drop_spares(SPARE);
}

void kernel_image_adopt(const char *digest, uint32_t number)
{
	struct kept *kept = *place_of(digest);

	if (kept == NULL)
		kept = keep(digest, number);
	if (kept != NULL)
		hold(kept);
}
