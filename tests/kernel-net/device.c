/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "device.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"

#define NEXT 1
#define WRITE 2

unsigned device_type = VIRTIO_TYPE_NET;
uint64_t device_features;
uint8_t device_config[DEVICE_CONFIG];
uint16_t device_queue_sizes[VIRTIO_QUEUES];
struct device_queue device_queues[VIRTIO_QUEUES];
uint32_t device_notified[VIRTIO_QUEUES];
uint32_t device_interrupts_taken;
bool device_started;

/* Of queues; never freed, as the kernel's are not. */
static void *memories[16];
static unsigned memory_count;

static irq_handler *interrupt_handler;
static void *interrupt_argument;

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "device: %s\n", what);
	abort();
}

void log_line(const char *format, ...)
{
	(void)format;
}

void panic(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fail(": the kernel panics");
}

/* ---- rings ---- */

void device_attach(struct device_queue *device, const struct virtqueue *queue)
{
	*device = (struct device_queue){ .queue = queue };
}

static uint16_t available_index(const struct device_queue *device)
{
	return __atomic_load_n(&device->queue->available[1], __ATOMIC_ACQUIRE);
}

bool device_take(struct device_queue *device, struct device_chain *chain)
{
	const struct virtqueue *queue = device->queue;
	uint16_t waiting = (uint16_t)(available_index(device) - device->next);
	uint16_t at;

	if (!waiting)
		return false;
	if (waiting > queue->size)
		fail("more chains than descriptors");
	at = queue->available[2 + device->next++ % queue->size];
	chain->head = at;
	chain->count = 0;
	for (;;) {
		const struct virtqueue_descriptor *d;

		if (at >= queue->size || chain->count == DEVICE_PIECES)
			fail("a chain without end");
		d = &queue->descriptors[at];
		chain->piece[chain->count].data = window_at(d->address);
		chain->piece[chain->count].length = d->length;
		chain->piece[chain->count++].writable = d->flags & WRITE;
		if (!(d->flags & NEXT))
			return true;
		at = d->next;
	}
}

bool device_return(struct device_queue *device,
		   const struct device_chain *chain, uint32_t length)
{
	const struct virtqueue *queue = device->queue;
	struct virtqueue_used *used =
		&queue->used_ring[device->used % queue->size];
	uint16_t event;

	used->id = chain->head;
	used->length = length;
	device->used++;
	__atomic_store_n(&queue->used[1], device->used, __ATOMIC_RELEASE);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (!queue->event_index)
		return !(__atomic_load_n(&queue->available[0],
					 __ATOMIC_RELAXED) &
			 1);
	event = __atomic_load_n(&queue->available[2 + queue->size],
				__ATOMIC_RELAXED);
	return event == (uint16_t)(device->used - 1);
}

bool device_want(struct device_queue *device)
{
	const struct virtqueue *queue = device->queue;

	if (queue->event_index)
		__atomic_store_n(queue->avail_event, device->next,
				 __ATOMIC_RELAXED);
	else
		__atomic_store_n(&queue->used[0], 0, __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return available_index(device) == device->next;
}

void device_unwant(struct device_queue *device)
{
	const struct virtqueue *queue = device->queue;

	if (queue->event_index)
		__atomic_store_n(queue->avail_event,
				 (uint16_t)(device->next - 1),
				 __ATOMIC_RELAXED);
	else
		__atomic_store_n(&queue->used[0], 1, __ATOMIC_RELAXED);
}

/* ---- virtio.h ---- */

void virtio_ring(const struct virtio_device *device, unsigned index)
{
	(void)device;
	if (!device_started)
		fail("it was notified before it was started");
	device_notified[index]++;
}

void virtio_acknowledge(const struct virtio_device *device)
{
	(void)device;
	device_interrupts_taken++;
}

uint8_t virtio_config(const struct virtio_device *device, unsigned offset)
{
	(void)device;
	if (offset >= DEVICE_CONFIG)
		fail("its configuration ends before that");
	return device_config[offset];
}

bool virtio_is(const struct pci_device *pci, unsigned type)
{
	(void)pci;
	return type == device_type && device_queue_sizes[0];
}

bool virtio_begin(struct virtio_device *device, const struct pci_device *pci,
		  uint64_t wanted, irq_handler *handler, void *argument)
{
	(void)pci;
	device->features = wanted & device_features;
	interrupt_handler = handler;
	interrupt_argument = argument;
	return true;
}

bool virtio_open(struct virtio_device *device, unsigned type, uint64_t wanted,
		 irq_handler *handler, void *argument)
{
	*device = (struct virtio_device){ 0 };
	return virtio_is(NULL, type) &&
	       virtio_begin(device, NULL, wanted, handler, argument);
}

/* The machine has that one device. */
bool pci_find(struct pci_device *found, pci_match *match, const void *argument)
{
	*found = (struct pci_device){ 0 };
	return match(found, argument);
}

bool virtio_queue(struct virtio_device *device, unsigned index,
		  struct virtqueue *queue)
{
	uint16_t size = device_queue_sizes[index];
	uint32_t bytes = virtqueue_bytes(size);
	void *memory;

	if (!size || posix_memalign(&memory, PAGE_SIZE, bytes))
		return false;
	if (memory_count == sizeof(memories) / sizeof(*memories))
		fail("too many queues");
	memories[memory_count++] = memory;
	memset(memory, 0, bytes);
	virtqueue_init(queue, memory, size,
		       virtio_has(device, VIRTIO_EVENT_INDEX));
	device_attach(&device_queues[index], queue);
	return true;
}

void virtio_start(struct virtio_device *device)
{
	(void)device;
	device_started = true;
}

void virtio_close(struct virtio_device *device)
{
	(void)device;
	device_started = false;
}

void device_interrupt(void)
{
	interrupt_handler(interrupt_argument);
}
