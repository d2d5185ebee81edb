/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A virtio device's life, the same over both interfaces.
 */
#include "virtio.h"

#include "log.h"
#include "x86.h"

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

static bool reset(const struct virtio_device *device)
{
	device->transport->set_status(device, 0);
	for (unsigned i = 0; i < RESET_LOOKS; i++) {
		if (device->transport->status(device) == 0)
			return true;
		cpu_pause();
	}
	return false;
}

static void add_status(const struct virtio_device *device, uint8_t bits)
{
	device->transport->set_status(device,
				      device->transport->status(device) | bits);
}

static bool negotiate(struct virtio_device *device, uint64_t wanted)
{
	const struct virtio_transport *transport = device->transport;

	add_status(device, STATUS_ACKNOWLEDGE);
	add_status(device, STATUS_DRIVER);
	device->features = transport->features(device) & wanted;
	transport->set_features(device, device->features);
	if (!virtio_has(device, VIRTIO_VERSION_1))
		return transport == &virtio_legacy;
	add_status(device, STATUS_FEATURES_OK);
	return transport->status(device) & STATUS_FEATURES_OK;
}

static bool open_transport(struct virtio_device *device)
{
	device->transport = &virtio_modern;
	if (device->transport->open(device))
		return true;
	device->transport = &virtio_legacy;
	return device->transport->open(device);
}

bool virtio_begin(struct virtio_device *device, const struct pci_device *pci,
		  uint64_t wanted, irq_handler *handler, void *argument)
{
	const char *wrong = NULL;

	*device = (struct virtio_device){ .pci = *pci };
	pci_enable(&device->pci);
	if (!open_transport(device))
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

bool virtio_queue(struct virtio_device *device, unsigned index,
		  struct virtqueue *queue)
{
	uint16_t size = device->transport->queue_size(device, index);
	void *memory;

	/* A size that is no power of two can only be cut down. */
	while (size & (size - 1))
		size &= (uint16_t)(size - 1);
	if (device->transport == &virtio_modern && size > VIRTIO_QUEUE_MAX)
		size = VIRTIO_QUEUE_MAX;
	if (!size)
		return false;
	memory = frame_alloc_block((virtqueue_bytes(size) + PAGE_SIZE - 1) >>
				   PAGE_SHIFT);
	if (!memory)
		return false;
	virtqueue_init(queue, memory, size,
		       virtio_has(device, VIRTIO_EVENT_INDEX));
	return device->transport->set_queue(device, index, queue);
}

void virtio_start(struct virtio_device *device)
{
	add_status(device, STATUS_DRIVER_OK);
}

void virtio_close(struct virtio_device *device)
{
	reset(device);
}
