/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What must hold of every image that the checker lets through, whatever the
 * file was; stated anew, with 64-bit sums, and not as the checker states it.
 */
#ifndef TESTS_IMAGE_RULES_H
#define TESTS_IMAGE_RULES_H

#include "image.h"

/* A null pointer, or the rule that the image breaks. */
const char *image_broken_rule(const struct image *image, uint32_t length);

#endif
