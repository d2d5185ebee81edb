/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A virtio device, as seen from its side of the queues; it checks that it is
 * given nothing that the rules forbid.  And stand-ins for virtio.h's calls,
 * which connect a driver to it.
 */
#ifndef TESTS_KERNEL_NET_DEVICE_H
#define TESTS_KERNEL_NET_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "virtio.h"
#include "virtqueue.h"

#define DEVICE_PIECES 66
#define DEVICE_CONFIG 64

/* The device's view of one queue: where it is, and how far the device is. */
struct device_queue {
	const struct virtqueue *queue; /* for its place and size only */
	uint16_t next;                 /* available entry to take next */
	uint16_t used;                 /* index of the used ring */
};

/* A chain that the device holds. */
struct device_chain {
	uint16_t head;
	unsigned count;
	struct {
		uint8_t *data;
		uint32_t length;
		bool writable;
	} piece[DEVICE_PIECES];
};

void device_attach(struct device_queue *device, const struct virtqueue *queue);

/* Take the next chain that was made available; false: there is none. */
bool device_take(struct device_queue *device, struct device_chain *chain);

/* Return a chain of which length bytes were written; true: the driver wants an
 * interrupt for it. */
bool device_return(struct device_queue *device,
		   const struct device_chain *chain, uint32_t length);

/* Say from which index on the device wants to be notified; false: chains are
 * there already. */
bool device_want(struct device_queue *device);

/* Ask for no notifications. */
void device_unwant(struct device_queue *device);

/* ---- the device that virtio_open finds ---- */

extern unsigned device_type;     /* network, until told otherwise */
extern uint64_t device_features; /* that it offers */
extern uint8_t device_config[DEVICE_CONFIG];
extern uint16_t device_queue_sizes[VIRTIO_QUEUES];
extern struct device_queue device_queues[VIRTIO_QUEUES];
extern uint32_t device_notified[VIRTIO_QUEUES];
extern uint32_t device_interrupts_taken;
extern bool device_started;

/* Call the driver's interrupt handler. */
void device_interrupt(void);

#endif
