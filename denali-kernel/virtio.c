/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Virtio devices on PCI: vendor capabilities in configuration space say where
 * in the device's memory regions the registers are.
 */
#include "virtio.h"

#include "log.h"
#include "paging.h"
#include "x86.h"

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

#define DEVICE_TRANSITIONAL 0x1000
#define DEVICE_MODERN 0x1040

#define STATUS_ACKNOWLEDGE 0x01
#define STATUS_DRIVER 0x02
#define STATUS_DRIVER_OK 0x04
#define STATUS_FEATURES_OK 0x08

/* A device resets at once or nearly so: one that has not after so many
 * looks, 10 ms and more, is broken. */
#define RESET_LOOKS 100000

/* A transitional device has its type in the subsystem, a modern one in the
 * device number. */
bool virtio_is(const struct pci_device *pci, unsigned type)
{
	if (pci->vendor != PCI_VENDOR_VIRTIO)
		return false;
	if (pci->device >= DEVICE_TRANSITIONAL && pci->device < DEVICE_MODERN)
		return pci->subsystem == type;
	return pci->device == DEVICE_MODERN + type;
}

static bool has_type(const struct pci_device *pci, const void *type)
{
	return virtio_is(pci, *(const unsigned *)type);
}

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

static bool find_registers(struct virtio_device *device)
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

static bool reset(const struct virtio_device *device)
{
	device->common->status = 0;
	for (unsigned i = 0; i < RESET_LOOKS; i++) {
		if (device->common->status == 0)
			return true;
		cpu_pause();
	}
	return false;
}

static void add_status(const struct virtio_device *device, uint8_t bits)
{
	device->common->status = device->common->status | bits;
}

static uint64_t read_features(const struct virtio_device *device)
{
	uint64_t high;

	device->common->device_feature_select = 1;
	high = device->common->device_feature;
	device->common->device_feature_select = 0;
	return high << 32 | device->common->device_feature;
}

static void write_features(const struct virtio_device *device,
			   uint64_t features)
{
	device->common->driver_feature_select = 0;
	device->common->driver_feature = (uint32_t)features;
	device->common->driver_feature_select = 1;
	device->common->driver_feature = (uint32_t)(features >> 32);
}

static bool negotiate(struct virtio_device *device, uint64_t wanted)
{
	add_status(device, STATUS_ACKNOWLEDGE);
	add_status(device, STATUS_DRIVER);
	device->features = read_features(device) & (wanted | VIRTIO_VERSION_1);
	write_features(device, device->features);
	add_status(device, STATUS_FEATURES_OK);
	return virtio_has(device, VIRTIO_VERSION_1) &&
	       device->common->status & STATUS_FEATURES_OK;
}

bool virtio_begin(struct virtio_device *device, const struct pci_device *pci,
		  uint64_t wanted, irq_handler *handler, void *argument)
{
	const char *wrong = NULL;

	*device = (struct virtio_device){ .pci = *pci };
	pci_enable(&device->pci);
	if (!find_registers(device))
		wrong = "has no registers";
	else if (!reset(device))
		wrong = "does not reset";
	else if (!negotiate(device, wanted))
		wrong = "does not accept our features";
	if (wrong) {
		log_line("virtio at pci %x %s", pci->address >> 8, wrong);
		return false;
	}
	if (handler)
		device->msix = pci_interrupt(&device->pci, handler, argument);
	return true;
}

bool virtio_open(struct virtio_device *device, unsigned type, uint64_t wanted,
		 irq_handler *handler, void *argument)
{
	struct pci_device pci;

	return pci_find(&pci, has_type, &type) &&
	       virtio_begin(device, &pci, wanted, handler, argument);
}

static uint16_t queue_size(const struct virtio_device *device, unsigned index)
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

static bool set_queue(struct virtio_device *device, unsigned index,
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

bool virtio_queue(struct virtio_device *device, unsigned index,
		  struct virtqueue *queue)
{
	uint16_t size = queue_size(device, index);
	void *memory;

	/* A size that is no power of two can only be cut down. */
	while (size & (size - 1))
		size &= (uint16_t)(size - 1);
	if (size > VIRTIO_QUEUE_MAX)
		size = VIRTIO_QUEUE_MAX;
	if (!size)
		return false;
	memory = frame_alloc_block((virtqueue_bytes(size) + PAGE_SIZE - 1) >>
				   PAGE_SHIFT);
	if (!memory)
		return false;
	virtqueue_init(queue, memory, size,
		       virtio_has(device, VIRTIO_EVENT_INDEX));
	return set_queue(device, index, queue);
}

void virtio_start(struct virtio_device *device)
{
	add_status(device, STATUS_DRIVER_OK);
}

void virtio_close(struct virtio_device *device)
{
	reset(device);
}

void virtio_ring(const struct virtio_device *device, unsigned index)
{
	*device->doorbell[index] = (uint16_t)index;
}

void virtio_acknowledge(const struct virtio_device *device)
{
	if (!device->msix)
		(void)*device->isr;
}

uint8_t virtio_config(const struct virtio_device *device, unsigned offset)
{
	return device->config ? device->config[offset] : 0;
}
