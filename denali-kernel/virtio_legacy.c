/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Virtio's old interface, which transitional devices also speak: a block of I/O
 * ports.  Queue sizes are the device's, addresses are page numbers, features
 * end at bit 31.
 */
#include "virtio.h"
#include "x86.h"

#define PORT_FEATURES 0
#define PORT_SET_FEATURES 4
#define PORT_QUEUE_PAGE 8
#define PORT_QUEUE_SIZE 12
#define PORT_QUEUE_SELECT 14
#define PORT_NOTIFY 16
#define PORT_STATUS 18
#define PORT_ISR 19
#define PORT_QUEUE_VECTOR 22
/* The device's own configuration starts here, or, with MSI-X on, past the
 * vectors. */
#define PORT_CONFIG 20
#define PORT_CONFIG_MSIX 24

#define NO_VECTOR 0xffff

static bool legacy_open(struct virtio_device *device)
{
	struct pci_region region;

	/* The old interface is that of revision 0 alone. */
	if (device->pci.revision != 0 ||
	    !pci_region(&device->pci, 0, &region) || !region.ports)
		return false;
	device->ports = (uint16_t)region.base;
	return true;
}

static uint16_t port(const struct virtio_device *device, unsigned offset)
{
	return (uint16_t)(device->ports + offset);
}

static uint8_t legacy_status(const struct virtio_device *device)
{
	return inb(port(device, PORT_STATUS));
}

static void legacy_set_status(const struct virtio_device *device,
			      uint8_t status)
{
	outb(port(device, PORT_STATUS), status);
}

static uint64_t legacy_features(const struct virtio_device *device)
{
	return inl(port(device, PORT_FEATURES));
}

static void legacy_set_features(const struct virtio_device *device,
				uint64_t features)
{
	outl(port(device, PORT_SET_FEATURES), (uint32_t)features);
}

static uint16_t legacy_queue_size(const struct virtio_device *device,
				  unsigned index)
{
	uint16_t size;

	outw(port(device, PORT_QUEUE_SELECT), (uint16_t)index);
	size = inw(port(device, PORT_QUEUE_SIZE));
	/* It cannot be changed, so that an odd one cannot be used. */
	return size & (size - 1) ? 0 : size;
}

static bool legacy_set_queue(struct virtio_device *device, unsigned index,
			     const struct virtqueue *queue)
{
	outw(port(device, PORT_QUEUE_SELECT), (uint16_t)index);
	if (device->msix) {
		outw(port(device, PORT_QUEUE_VECTOR), 0);
		if (inw(port(device, PORT_QUEUE_VECTOR)) == NO_VECTOR)
			return false;
	}
	outl(port(device, PORT_QUEUE_PAGE),
	     (uint32_t)(virtqueue_descriptors(queue) >> PAGE_SHIFT));
	return true;
}

static void legacy_notify(const struct virtio_device *device, unsigned index)
{
	outw(port(device, PORT_NOTIFY), (uint16_t)index);
}

static uint8_t legacy_take_isr(const struct virtio_device *device)
{
	return inb(port(device, PORT_ISR));
}

static uint8_t legacy_config(const struct virtio_device *device,
			     unsigned offset)
{
	unsigned start = device->msix ? PORT_CONFIG_MSIX : PORT_CONFIG;

	return inb(port(device, start + offset));
}

const struct virtio_transport virtio_legacy = {
	.name = "legacy",
	.open = legacy_open,
	.status = legacy_status,
	.set_status = legacy_set_status,
	.features = legacy_features,
	.set_features = legacy_set_features,
	.queue_size = legacy_queue_size,
	.set_queue = legacy_set_queue,
	.notify = legacy_notify,
	.take_isr = legacy_take_isr,
	.config = legacy_config
};
