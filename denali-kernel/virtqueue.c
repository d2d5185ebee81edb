/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Split virtqueues: descriptors, available ring, used ring, and after them our
 * tokens, which the device does not know of.
 *
 * Ordering.  A store by us and a later load of what the device stores may pass
 * each other on x86, so that two places need a full barrier: between adding a
 * chain and reading whether the device wants to be told, and between asking for
 * an interrupt and looking whether one is due.  All else is release and
 * acquire.
 */
#include "virtqueue.h"

#include "log.h"

#define DESCRIPTOR_NEXT 0x1
#define DESCRIPTOR_WRITE 0x2

#define AVAILABLE_NO_INTERRUPT 0x1
#define USED_NO_NOTIFY 0x1

/* Places in the available and used rings, in 16-bit words. */
enum { FLAGS, INDEX, RING };

static uint32_t available_offset(uint16_t size)
{
	return size * (uint32_t)sizeof(struct virtqueue_descriptor);
}

static uint32_t used_offset(uint16_t size)
{
	return (available_offset(size) + 2 * (3u + size) + 3) & ~3u;
}

static uint32_t tokens_offset(uint16_t size)
{
	uint32_t end = used_offset(size) + 2 * 3u +
		       size * (uint32_t)sizeof(struct virtqueue_used);

	return (end + 15) & ~15u;
}

uint32_t virtqueue_bytes(uint16_t size)
{
	return tokens_offset(size) + size * (uint32_t)sizeof(void *);
}

void virtqueue_init(struct virtqueue *queue, void *memory, uint16_t size,
		    bool event_index)
{
	char *base = memory;

	ensure(size && !(size & (size - 1)));
	*queue = (struct virtqueue){
		.size = size,
		.event_index = event_index,
		.free_count = size,
		.descriptors = memory,
		.available = (void *)(base + available_offset(size)),
		.used = (void *)(base + used_offset(size)),
		.tokens = (void *)(base + tokens_offset(size))
	};
	queue->used_ring = (void *)(queue->used + RING);
	queue->avail_event = (void *)(queue->used_ring + size);
	for (uint16_t i = 0; i < size; i++)
		queue->descriptors[i].next = (uint16_t)(i + 1);
}

phys_t virtqueue_descriptors(const struct virtqueue *queue)
{
	return window_phys(queue->descriptors);
}

phys_t virtqueue_available(const struct virtqueue *queue)
{
	return window_phys(queue->available);
}

phys_t virtqueue_used(const struct virtqueue *queue)
{
	return window_phys(queue->used);
}

void virtqueue_add(struct virtqueue *queue,
		   const struct virtqueue_piece *pieces, unsigned count,
		   unsigned given, void *token)
{
	uint16_t head = queue->free_head;
	uint16_t at = head;

	ensure(count && count <= queue->free_count);
	for (unsigned i = 0; i < count; i++) {
		struct virtqueue_descriptor *d = &queue->descriptors[at];

		d->address = pieces[i].address;
		d->length = pieces[i].length;
		d->flags = (i < given ? 0 : DESCRIPTOR_WRITE) |
			   (i + 1 < count ? DESCRIPTOR_NEXT : 0);
		at = d->next;
	}
	queue->free_head = at;
	queue->free_count = (uint16_t)(queue->free_count - count);
	queue->tokens[head] = token;
	queue->available[RING + (queue->added & (queue->size - 1))] = head;
	queue->added++;
	__atomic_store_n(&queue->available[INDEX], queue->added,
			 __ATOMIC_RELEASE);
}

bool virtqueue_tell(struct virtqueue *queue)
{
	uint16_t old = queue->told;
	uint16_t event, flags;

	if (old == queue->added)
		return false;
	queue->told = queue->added;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (!queue->event_index) {
		flags = __atomic_load_n(&queue->used[FLAGS], __ATOMIC_RELAXED);
		return !(flags & USED_NO_NOTIFY);
	}
	/* Has the index passed the event? */
	event = __atomic_load_n(queue->avail_event, __ATOMIC_RELAXED);
	return (uint16_t)(queue->added - event - 1) <
	       (uint16_t)(queue->added - old);
}

static uint16_t finished(const struct virtqueue *queue)
{
	uint16_t used = __atomic_load_n(&queue->used[INDEX], __ATOMIC_ACQUIRE);

	return (uint16_t)(used - queue->taken);
}

bool virtqueue_done(const struct virtqueue *queue)
{
	return finished(queue) != 0;
}

static void release_chain(struct virtqueue *queue, uint16_t head)
{
	uint16_t last = head;
	uint16_t count = 1;

	while (queue->descriptors[last].flags & DESCRIPTOR_NEXT) {
		last = queue->descriptors[last].next;
		count++;
	}
	queue->descriptors[last].next = queue->free_head;
	queue->free_head = head;
	queue->free_count = (uint16_t)(queue->free_count + count);
}

void *virtqueue_take(struct virtqueue *queue, uint32_t *length)
{
	const struct virtqueue_used *used;
	void *token;

	if (!finished(queue))
		return NULL;
	used = &queue->used_ring[queue->taken & (queue->size - 1)];
	ensure(used->id < queue->size && queue->tokens[used->id]);
	token = queue->tokens[used->id];
	queue->tokens[used->id] = NULL;
	*length = used->length;
	release_chain(queue, (uint16_t)used->id);
	queue->taken++;
	return token;
}

static uint16_t *used_event(struct virtqueue *queue)
{
	return &queue->available[RING + queue->size];
}

void virtqueue_quiet(struct virtqueue *queue)
{
	/* As an event, the index just passed comes last of all. */
	if (queue->event_index)
		__atomic_store_n(used_event(queue),
				 (uint16_t)(queue->taken - 1),
				 __ATOMIC_RELAXED);
	else
		__atomic_store_n(&queue->available[FLAGS],
				 AVAILABLE_NO_INTERRUPT, __ATOMIC_RELAXED);
}

bool virtqueue_arm(struct virtqueue *queue, uint16_t count)
{
	if (queue->event_index)
		__atomic_store_n(used_event(queue),
				 (uint16_t)(queue->taken + count - 1),
				 __ATOMIC_RELAXED);
	else
		__atomic_store_n(&queue->available[FLAGS], 0, __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return finished(queue) < count;
}
