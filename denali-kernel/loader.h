/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Images that VMs can be made from.
 */
#ifndef LOADER_H
#define LOADER_H

#include <stdint.h>

#include "image.h"

/* A checked image in low memory, page-aligned, never freed while VMs use it.
 * tail[i]: a copy of segment i's last file page with zeros behind the file
 * part, where that part does not fill the page; so that all pages of the image
 * can be shared. */
struct loaded_image {
	const uint8_t *file;
	uint32_t length;
	struct image info;
	const uint8_t *tail[DENALI_IMAGE_SEGMENTS];
};

/* Check and take over the image at file.  A null pointer, and the reason, if it
 * is bad or memory is short. */
const struct loaded_image *loader_add(const uint8_t *file, uint32_t length,
				      struct denali_finding *finding);

#endif
