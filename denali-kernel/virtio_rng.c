/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Virtio random number device, by polling: one buffer, of the kernel's own
 * data, is the device's until it is filled.
 */
#include "virtio_rng.h"

#include "clock.h"
#include "string.h"
#include "virtio.h"
#include "x86.h"

#define BUFFER 512
#define PATIENCE_NS 100000000

static struct virtio_device device;
static struct virtqueue queue;
static uint8_t *buffer;

bool virtio_rng_init(void)
{
	if (!virtio_open(&device, VIRTIO_TYPE_RNG, 0, NULL, NULL))
		return false;
	buffer = frame_alloc_block(1);
	if (!buffer || !virtio_queue(&device, 0, &queue)) {
		virtio_close(&device);
		return false;
	}
	virtqueue_quiet(&queue);
	virtio_start(&device);
	return true;
}

uint32_t virtio_rng_read(void *to, uint32_t length)
{
	struct virtqueue_piece piece = { window_phys(buffer),
					 length < BUFFER ? length : BUFFER };
	uint64_t end = clock_ns() + PATIENCE_NS;
	uint32_t got;

	if (!buffer)
		return 0;
	virtqueue_add(&queue, &piece, 1, 0, buffer);
	virtio_notify(&device, 0, &queue);
	while (!virtqueue_take(&queue, &got)) {
		if (clock_ns() > end) {
			/* The buffer is still the device's: no more of it. */
			virtio_close(&device);
			buffer = NULL;
			return 0;
		}
		cpu_pause();
	}
	if (got > piece.length)
		got = piece.length;
	memcpy(to, buffer, got);
	memset(buffer, 0, BUFFER);
	return got;
}
