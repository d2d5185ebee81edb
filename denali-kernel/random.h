/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#ifndef RANDOM_H
#define RANDOM_H

#include <stdint.h>

/* Find the host's sources of random bytes; the log says if there is none. */
void random_init(void);

/* Fresh random bytes, from the virtio device and the processor, whichever
 * there are, combined. */
void random_bytes(void *to, uint32_t length);

#endif
