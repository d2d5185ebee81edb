/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What can be told of an image from its .dbg file alone: which addresses are
 * text, data or a guard, but none of their bytes.
 */
#ifndef DENALI_CMD_SKETCH_H
#define DENALI_CMD_SKETCH_H

#include "image.h"

/* As image_open() would, as far as it goes; nothing is printed.  Close it with
 * image_close(). */
void sketch_open(struct image *image, const char *path, uint32_t memory_size);

#endif
