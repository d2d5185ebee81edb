/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What an image has in its file beside code: bundled files, mounts, the name of
 * its compiler.  All of it may be anything, and nothing of it is needed to run
 * an image.
 */
#ifndef DENALI_CMD_IMAGEFILES_H
#define DENALI_CMD_IMAGEFILES_H

#include <jansson.h>

#include "image.h"

/* An array of {path, size, hash}, and directories {path}; empty: none. */
json_t *imagefiles_list(const struct image *image);

/* An array of {source, target, type, options}. */
json_t *imagefiles_mounts(const struct image *image);

/* What the compilers of its parts called themselves, in an array. */
json_t *imagefiles_compilers(const struct image *image);

/* Of bytes, to tell whether they are the same: 16 hexadecimal digits (FNV-1a).
 * For mistakes, not for enemies. */
json_t *imagefiles_hash(const uint8_t *bytes, size_t length);

#endif
