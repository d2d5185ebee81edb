/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Images that the kernel's checker takes, small and all different, with a
 * service note of one's choice: nothing is ever run of them.
 */
#ifndef STANDIN_IMAGE_H
#define STANDIN_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#define STANDIN_IMAGE_MAX 32768

struct standin_image {
	uint8_t data[STANDIN_IMAGE_MAX];
	size_t length;
};

/* note: JSON of the service note; null: none. */
void standin_image_make(struct standin_image *image, const char *note);

#endif
