/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Virtio's modern interface: vendor capabilities in PCI configuration space say
 * where in the device's memory regions the registers are.
 */
#include "paging.h"
#include "virtio.h"

/* A capability, from its start in configuration space. */
#define CAPABILITY_TYPE 3
#define CAPABILITY_REGION 4
#define CAPABILITY_OFFSET 8
#define CAPABILITY_LENGTH 12
#define CAPABILITY_NOTIFY_STEP 16

#define TYPE_COMMON 1
#define TYPE_NOTIFY 2
#define TYPE_ISR 3
#define TYPE_CONFIG 4

/* More than any register block we know needs. */
#define BLOCK_MAX 0x10000

#define NO_VECTOR 0xffff

struct virtio_common {
	uint32_t device_feature_select;
	uint32_t device_feature;
	uint32_t driver_feature_select;
	uint32_t driver_feature;
	uint16_t config_vector;
	uint16_t queues;
	uint8_t status;
	uint8_t generation;
	uint16_t queue_select;
	uint16_t queue_size;
	uint16_t queue_vector;
	uint16_t queue_enable;
	uint16_t queue_notify;
	uint32_t queue_descriptors[2]; /* low, high */
	uint32_t queue_available[2];
	uint32_t queue_used[2];
};
_Static_assert(sizeof(struct virtio_common) == 56, "virtio");

/* Map the registers of one type, at least that long. */
static volatile void *map_block(const struct virtio_device *device,
				uint8_t type, uint32_t least, uint32_t *length,
				unsigned *found)
{
	const struct pci_device *pci = &device->pci;
	struct pci_region region;
	unsigned at = 0;

	while ((at = pci_capability(pci, PCI_CAPABILITY_VENDOR, at)) != 0) {
		if (pci_read8(pci, at + CAPABILITY_TYPE) != type ||
		    !pci_region(pci, pci_read8(pci, at + CAPABILITY_REGION),
				&region) ||
		    region.ports)
			continue;
		*length = pci_read32(pci, at + CAPABILITY_LENGTH);
		if (*length < least)
			continue;
		if (*length > BLOCK_MAX)
			*length = BLOCK_MAX;
		*found = at;
		return mmio_map(region.base +
					pci_read32(pci, at + CAPABILITY_OFFSET),
				*length);
	}
	return NULL;
}

static bool modern_open(struct virtio_device *device)
{
	uint32_t length;
	unsigned at;

	device->common = map_block(device, TYPE_COMMON,
				   sizeof(struct virtio_common), &length, &at);
	if (!device->common)
		return false;
	device->isr = map_block(device, TYPE_ISR, 1, &length, &at);
	/* A device may have no configuration of its own. */
	device->config = map_block(device, TYPE_CONFIG, 1, &length, &at);
	device->notify = map_block(device, TYPE_NOTIFY, 2,
				   &device->notify_length, &at);
	if (!device->isr || !device->notify)
		return false;
	device->notify_step = pci_read32(&device->pci,
					 at + CAPABILITY_NOTIFY_STEP);
	return true;
}

static uint8_t modern_status(const struct virtio_device *device)
{
	return device->common->status;
}

static void modern_set_status(const struct virtio_device *device,
			      uint8_t status)
{
	device->common->status = status;
}

static uint64_t modern_features(const struct virtio_device *device)
{
	uint64_t high;

	device->common->device_feature_select = 1;
	high = device->common->device_feature;
	device->common->device_feature_select = 0;
	return high << 32 | device->common->device_feature;
}

static void modern_set_features(const struct virtio_device *device,
				uint64_t features)
{
	device->common->driver_feature_select = 0;
	device->common->driver_feature = (uint32_t)features;
	device->common->driver_feature_select = 1;
	device->common->driver_feature = (uint32_t)(features >> 32);
}

static uint16_t modern_queue_size(const struct virtio_device *device,
				  unsigned index)
{
	if (index >= device->common->queues)
		return 0;
	device->common->queue_select = (uint16_t)index;
	return device->common->queue_size;
}

static void set_address(volatile uint32_t *where, phys_t address)
{
	where[0] = (uint32_t)address;
	where[1] = (uint32_t)(address >> 32);
}

static bool modern_set_queue(struct virtio_device *device, unsigned index,
			     const struct virtqueue *queue)
{
	volatile struct virtio_common *common = device->common;
	uint32_t doorbell;

	common->queue_select = (uint16_t)index;
	common->queue_size = queue->size;
	set_address(common->queue_descriptors, virtqueue_descriptors(queue));
	set_address(common->queue_available, virtqueue_available(queue));
	set_address(common->queue_used, virtqueue_used(queue));
	if (device->msix) {
		common->queue_vector = 0;
		if (common->queue_vector == NO_VECTOR)
			return false;
	}
	if (common->queue_notify >= device->notify_length)
		return false;
	doorbell = common->queue_notify * device->notify_step;
	if (doorbell > device->notify_length - 2)
		return false;
	device->doorbell[index] = (volatile void *)(device->notify + doorbell);
	common->queue_enable = 1;
	return true;
}

static void modern_notify(const struct virtio_device *device, unsigned index)
{
	*device->doorbell[index] = (uint16_t)index;
}

static uint8_t modern_take_isr(const struct virtio_device *device)
{
	return *device->isr;
}

static uint8_t modern_config(const struct virtio_device *device,
			     unsigned offset)
{
	return device->config ? device->config[offset] : 0;
}

const struct virtio_transport virtio_modern = {
	.name = "modern",
	.open = modern_open,
	.status = modern_status,
	.set_status = modern_set_status,
	.features = modern_features,
	.set_features = modern_set_features,
	.queue_size = modern_queue_size,
	.set_queue = modern_set_queue,
	.notify = modern_notify,
	.take_isr = modern_take_isr,
	.config = modern_config
};
