/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What images.c and imageput.c share.
 */
#ifndef SUPERVISOR_IMAGEFOLDER_H
#define SUPERVISOR_IMAGEFOLDER_H

#include <denali/supervisor.h>

#include "upload.h"

/* The path of a folder of the state. */
const char *image_folder(const char *name, char path[IMAGE_PATH]);

/* PUT /v1/images/{digest} */
extern const struct stream image_stream;
void image_put(struct request *request, struct answer *answer);

#endif
