/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The boot plan of one run: instances of one image, module 1.  Those in a row
 * that have the same share of the processor are a group.
 */
#ifndef DENALI_CMD_PLAN_H
#define DENALI_CMD_PLAN_H

#include <denali/plan.h>

#include "buffer.h"
#include "image.h"
#include "options.h"

/* Write the plan (format: <denali/plan.h>) into the empty buffer.  network is
 * instance 0's.  Returns 0, or prints an error and returns STATUS_ERROR. */
int plan_write(const struct run_options *options, const struct image *image,
	       const struct denali_network *network, struct buffer *plan);

#endif
