/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Does an image fit into the memory that it is to have?
 */
#ifndef CC_ROOM_H
#define CC_ROOM_H

#include <stdint.h>

/* Warns of an image that was linked for less memory than it begins with, 0 for
 * what VMs have if nothing is said; whoever runs it may still give it more. */
void room_check(const char *image, uint32_t memory);

#endif
