/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What images say of themselves (docs/manifest.md), where the command line says
 * nothing: arguments, environment, shares, limits, disks, ports.
 */
#ifndef DENALI_CMD_SERVICE_H
#define DENALI_CMD_SERVICE_H

#include "manifest.h"
#include "part.h"

/* The service note of an image; an image without one has an empty manifest.
 * Returns 0, or prints errors and returns STATUS_ERROR.  Free it in both
 * cases. */
int service_read(struct manifest *manifest, const struct image *image);

/* Complete the options by the notes of the images, which are open.  Makes disks
 * that are not there.  The parts keep what the options then point to.  Returns
 * 0, or prints errors and returns STATUS_ERROR. */
int service_apply(struct run_options *options, struct parts *parts);

#endif
