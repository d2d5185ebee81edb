/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali inspect`: what an image says of itself, and what is in it.
 */
#ifndef DENALI_CMD_INSPECT_H
#define DENALI_CMD_INSPECT_H

#include <jansson.h>

#include "image.h"

int inspect_main(int argc, char *argv[]);

/* All of it.  Its texts are UTF-8 and may hold anything else. */
json_t *inspect_make(const struct image *image);

/* For people, on standard output, fit for a terminal. */
void inspect_print(const struct image *image, json_t *document);

#endif
