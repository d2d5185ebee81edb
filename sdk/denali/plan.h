/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The boot plan of one run: instances of its images.  Those in a row of one
 * image that have the same share of the processor are a group.
 */
#ifndef DENALI_CMD_PLAN_H
#define DENALI_CMD_PLAN_H

#include <denali/plan.h>

#include "buffer.h"
#include "options.h"
#include "part.h"

/* Write the plan (format: <denali/plan.h>) into the empty buffer.  network is
 * instance 0's.  Returns 0, or prints an error and returns STATUS_ERROR. */
int plan_write(const struct run_options *options, const struct parts *parts,
	       const struct denali_network *network, struct buffer *plan);

#endif
