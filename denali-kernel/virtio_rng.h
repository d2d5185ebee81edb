/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Entropy from a virtio random number device, at start-up only: the kernel asks
 * it for a seed and draws everything else from that.
 */
#ifndef VIRTIO_RNG_H
#define VIRTIO_RNG_H

#include <stdbool.h>
#include <stdint.h>

/* Find the device and make it ready.  False: there is none. */
bool virtio_rng_init(void);

/* Random bytes, at most length of them; the number that came, 0 if the device
 * gave none within 100 ms.  Waits by polling.  Only after virtio_rng_init said
 * true. */
uint32_t virtio_rng_read(void *to, uint32_t length);

#endif
