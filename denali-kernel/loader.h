/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Images that VMs can be made from: those of the boot loader's modules, which
 * are there for good, and those that a supervisor hands over page by page.
 */
#ifndef LOADER_H
#define LOADER_H

#include <stdbool.h>
#include <stdint.h>

#include <denali/supervisor.h>

#include "image.h"
#include "memory.h"

/* Pages of a supervisor's image are listed in leaves. */
#define LOADER_LEAF (PAGE_SIZE / (uint32_t)sizeof(void *))
#define LOADER_LEAVES (DENALI_SUPERVISOR_IMAGE_MAX / PAGE_SIZE / LOADER_LEAF)

/* Bases of an image on one host.  Each of its VMs gets one by chance, but there
 * are few: what is kept of code by address, most of all an emulator's
 * translations, would else be made anew for each VM. */
#define LOADER_BASES 8

/* An image in low memory, page-aligned, which stays while VMs use it.
 * tail[i]: a copy of segment i's last file page with zeros behind the file
 * part, where that part does not fill the page; so that all pages of the image
 * can be shared. */
struct loaded_image {
	const uint8_t *file; /* the whole of it; or null: in leaves */
	uint32_t length;
	uint32_t number; /* the supervisor's; 0: a module */
	uint32_t users;  /* VMs */
	bool sealed;     /* checked, and not to be changed any more */
	struct image info;
	uint32_t dice[LOADER_BASES]; /* drawn when first needed; else 0 */
	const uint8_t *tail[DENALI_IMAGE_SEGMENTS];
	uint8_t **leaf[LOADER_LEAVES];
};

/* The page at offset, a multiple of the page size; null: it is zero. */
static inline const uint8_t *loader_page(const struct loaded_image *image,
					 uint32_t offset)
{
	uint32_t n = offset / PAGE_SIZE;

	if (image->file)
		return image->file + offset;
	if (!image->leaf[n / LOADER_LEAF])
		return 0;
	return image->leaf[n / LOADER_LEAF][n % LOADER_LEAF];
}

/* Check and take over the image at file.  A null pointer, and the reason, if it
 * is bad or memory is short. */
struct loaded_image *loader_add(const uint8_t *file, uint32_t length,
				struct denali_finding *finding);

/* An image of zeros; null if memory is short. */
struct loaded_image *loader_create(uint32_t length, uint32_t number);

/* Copy to the page at offset; false if memory is short. */
bool loader_write(struct loaded_image *image, uint32_t offset,
		  const void *bytes, uint32_t length);

/* Check it: FINDING_NONE, and it is sealed; or what is wrong, which may be
 * HOST_IMAGE_MEMORY. */
enum finding loader_seal(struct loaded_image *image,
			 struct denali_finding *finding);

/* Free a leaf's pages, or at last the image itself: true then. */
bool loader_free_some(struct loaded_image *image);

#endif
