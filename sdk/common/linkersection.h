/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Which input sections the linker makes itself.  Its map puts them down to
 * whatever file comes first.
 */
#ifndef COMMON_LINKERSECTION_H
#define COMMON_LINKERSECTION_H

#include <stdbool.h>

bool linker_made(const char *section);

#endif
