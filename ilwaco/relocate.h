/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What anywhere.S calls.
 */
#ifndef ILWACO_RELOCATE_H
#define ILWACO_RELOCATE_H

#include <stdint.h>

/* Makes the image's pointers fit where it is, and read-only data read-only.
 * Returns how many bytes below its end the main stack is to begin. */
uint32_t ilw_relocate(void);

#endif
