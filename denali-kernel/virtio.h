/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Virtio devices on PCI, of version 1 of the standard and later; of those that
 * also speak the interface of old, the new one is used.
 *
 * Order of calls: virtio_open or virtio_begin, virtio_queue for each queue,
 * virtio_start; then the driver works with the queues alone, and virtio_notify.
 * At any time virtio_close.
 */
#ifndef VIRTIO_H
#define VIRTIO_H

#include <stdbool.h>
#include <stdint.h>

#include "irq.h"
#include "pci.h"
#include "virtqueue.h"

#define VIRTIO_TYPE_NET 1
#define VIRTIO_TYPE_BLOCK 2
#define VIRTIO_TYPE_RNG 4

/* Features that are not of one type of device. */
#define VIRTIO_EVENT_INDEX (1ull << 29)
#define VIRTIO_VERSION_1 (1ull << 32)

#define VIRTIO_QUEUES 2      /* that any driver here uses */
#define VIRTIO_QUEUE_MAX 256 /* descriptors */

struct virtio_common;

struct virtio_device {
	struct pci_device pci;
	uint64_t features; /* negotiated */
	bool msix;

	volatile struct virtio_common *common; /* registers */
	volatile uint8_t *isr;
	volatile uint8_t *config;
	volatile uint8_t *notify;
	uint32_t notify_length, notify_step;
	volatile uint16_t *doorbell[VIRTIO_QUEUES];
};

/* Find the first device of a type and begin with it.  False: there is none, or
 * it does not work (logged). */
bool virtio_open(struct virtio_device *device, unsigned type, uint64_t wanted,
		 irq_handler *handler, void *argument);

/* Is it of the type? */
bool virtio_is(const struct pci_device *pci, unsigned type);

/* Reset the device, agree on those of the wanted features that it has, and
 * route its interrupts to handler (a null pointer: none).  False: it does not
 * work (logged). */
bool virtio_begin(struct virtio_device *device, const struct pci_device *pci,
		  uint64_t wanted, irq_handler *handler, void *argument);

/* Make a queue.  False: the device has none of that number, or no memory. */
bool virtio_queue(struct virtio_device *device, unsigned index,
		  struct virtqueue *queue);

void virtio_start(struct virtio_device *device);

/* Reset the device: it touches no memory afterwards. */
void virtio_close(struct virtio_device *device);

static inline bool virtio_has(const struct virtio_device *device,
			      uint64_t feature)
{
	return (device->features & feature) != 0;
}

/* Notify the device of a queue. */
void virtio_ring(const struct virtio_device *device, unsigned index);

/* The same, if it must know of what was added. */
static inline void virtio_notify(const struct virtio_device *device,
				 unsigned index, struct virtqueue *queue)
{
	if (virtqueue_tell(queue))
		virtio_ring(device, index);
}

/* From a handler: make the device take its interrupt back. */
void virtio_acknowledge(const struct virtio_device *device);

/* A byte of the device's own configuration. */
uint8_t virtio_config(const struct virtio_device *device, unsigned offset);

#endif
