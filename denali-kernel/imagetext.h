/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the image checker's errors mean, for people.
 */
#ifndef KERNEL_IMAGETEXT_H
#define KERNEL_IMAGETEXT_H

#include "finding.h"
#include "image.h"

/* Indexed by enum image_error. */
extern const struct finding_description image_descriptions[IMAGE_ERRORS];

#endif
