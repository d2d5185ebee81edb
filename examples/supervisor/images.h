/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Images, by the names that commands give them.
 */
#ifndef IMAGES_H
#define IMAGES_H

#include <stdint.h>

#include "command.h"

/* Its number; 0: there is none of this name. */
uint32_t image_named(const char *name);

command_function images_load, images_unload, images_list;

#endif
