/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What anywhere.S calls.
 */
#ifndef ILWACO_RELOCATE_H
#define ILWACO_RELOCATE_H

#include <stdint.h>

/* Makes the image's pointers fit where it is, and read-only data read-only. */
void ilw_relocate(void);

#endif
