/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Images in the kernel's memory, by digest: as many as VMs are made of, each
 * once, and a few that may be wanted soon.
 */
#ifndef SUPERVISOR_KERNELIMAGES_H
#define SUPERVISOR_KERNELIMAGES_H

#include <stdbool.h>
#include <stdint.h>

#include "images.h"

/* Gives the kernel the file, which checks it.  Returns its number, or an error
 * for ilw_supervisor_error; DENALI_ENOENT also where the file cannot be read.
 * From any thread, without the lock or with it. */
int32_t kernel_image_load(const char *path);

/* With the lock: the number of the image, loaded if need be, held until it is
 * given back as often as it was got; or an error. */
int32_t kernel_image_get(const char *digest);
void kernel_image_put(uint32_t number);

/* Takes over an image that was loaded, which nobody holds yet: it may be wanted
 * soon. */
void kernel_image_offer(const char *digest, uint32_t number);

/* A VM that is adopted has an image whose digest its service knows: number is
 * held once more. */
void kernel_image_adopt(const char *digest, uint32_t number);

#endif
