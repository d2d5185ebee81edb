/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Stands in for the kernel's frame.h: each frame is an allocation of its own,
 * so that the sanitizer sees a step past its end.
 */
#ifndef FRAME_H
#define FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memory.h"

typedef uint64_t phys_t;
typedef uint32_t frame_t;

#define FRAME_NONE 0u

frame_t frame_alloc_low(void);
void *frame_alloc_block(uint32_t count);
bool frame_put(frame_t frame);
void *frame_window(frame_t frame);
phys_t window_phys(const void *page);

#endif
