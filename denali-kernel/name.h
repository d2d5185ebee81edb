/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Names of images and groups.  They come from untrusted files and end up in the
 * log, on somebody's terminal.
 */
#ifndef KERNEL_NAME_H
#define KERNEL_NAME_H

#include <stdbool.h>

#include <denali/image.h>

/* Is there a NUL among the DENALI_NAME_MAX bytes? */
bool name_ends(const char *name);

/* Is a name that ends free of control characters? */
bool name_is_plain(const char *name);

#endif
