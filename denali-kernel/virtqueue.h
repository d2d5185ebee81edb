/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Split virtqueues: the rings through which a virtio device and the kernel pass
 * buffers.  Pure memory; how the device is told of them is virtio.h's.
 *
 * The kernel adds chains of buffers, each with a token of its own, and takes
 * them back, in whatever order the device is done with them.  All indices are
 * 16 bits and run free.  The device runs beside the kernel, on other
 * processors: the barriers here are what orders the two.
 *
 * A device that returns what it was not given is broken, as is then the
 * machine's memory: the kernel panics.
 */
#ifndef VIRTQUEUE_H
#define VIRTQUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include "frame.h"

/* As the device sees them. */
struct virtqueue_descriptor {
	uint64_t address;
	uint32_t length;
	uint16_t flags;
	uint16_t next;
};
_Static_assert(sizeof(struct virtqueue_descriptor) == 16, "virtio");

struct virtqueue_used {
	uint32_t id;
	uint32_t length;
};
_Static_assert(sizeof(struct virtqueue_used) == 8, "virtio");

struct virtqueue {
	uint16_t size; /* a power of two */
	bool event_index;

	/* Invariant: free descriptors are chained from free_head, free_count of
	 * them; all others are the device's. */
	uint16_t free_head, free_count;
	uint16_t added; /* index of the next chain we add */
	uint16_t told;  /* index up to which the device knows of them */
	uint16_t taken; /* index of the next chain we take back */

	struct virtqueue_descriptor *descriptors;
	uint16_t *available; /* flags, index, ring, used event */
	uint16_t *used;      /* flags, index, then: */
	struct virtqueue_used *used_ring;
	uint16_t *avail_event; /* after used_ring */
	void **tokens;         /* by a chain's first descriptor */
};

struct virtqueue_piece {
	phys_t address;
	uint32_t length;
};

/* Bytes of zeroed memory that a queue of so many descriptors takes, tokens
 * included; the memory starts on a page. */
uint32_t virtqueue_bytes(uint16_t size);

void virtqueue_init(struct virtqueue *queue, void *memory, uint16_t size,
		    bool event_index);

/* Where its three parts are, for the device. */
phys_t virtqueue_descriptors(const struct virtqueue *queue);
phys_t virtqueue_available(const struct virtqueue *queue);
phys_t virtqueue_used(const struct virtqueue *queue);

/* Chains of so many pieces that can be added now. */
static inline uint16_t virtqueue_room(const struct virtqueue *queue,
				      unsigned pieces)
{
	return (uint16_t)(queue->free_count / pieces);
}

/* Chains that the device has, or has done and the kernel has not taken. */
static inline uint16_t virtqueue_busy(const struct virtqueue *queue)
{
	return (uint16_t)(queue->added - queue->taken);
}

/* Add a chain, of which the device reads the first pieces (given) and fills the
 * others.  There must be room. */
void virtqueue_add(struct virtqueue *queue,
		   const struct virtqueue_piece *pieces, unsigned count,
		   unsigned given, void *token);

/* Must the device be notified of what was added since the last call?  The
 * caller then does. */
bool virtqueue_tell(struct virtqueue *queue);

/* Has the device finished a chain that was not taken back? */
bool virtqueue_done(const struct virtqueue *queue);

/* Take back a finished chain: its token, and the bytes the device wrote.  A
 * null pointer: there is none. */
void *virtqueue_take(struct virtqueue *queue, uint32_t *length);

/* Ask for no interrupts: some may still come. */
void virtqueue_quiet(struct virtqueue *queue);

/* Ask for an interrupt once the device has finished that many chains (1 or
 * more) beyond those taken; a device without event indices interrupts at every
 * one.  False: it has already, and the caller takes them first. */
bool virtqueue_arm(struct virtqueue *queue, uint16_t count);

#endif
