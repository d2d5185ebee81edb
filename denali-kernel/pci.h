/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * PCI: find a device, read its configuration, turn it on.
 *
 * The machine's firmware has numbered the buses and placed the registers; a
 * device it has left without either is not used.  At start-up only.
 */
#ifndef PCI_H
#define PCI_H

#include <stdbool.h>
#include <stdint.h>

#include "frame.h"
#include "irq.h"

#define PCI_VENDOR_VIRTIO 0x1af4

#define PCI_CLASS 0x08 /* three bytes of it, over the revision */

#define PCI_CAPABILITY_VENDOR 0x09
#define PCI_CAPABILITY_MSIX 0x11

struct pci_device {
	uint32_t address; /* bus << 16 | slot << 11 | function << 8 */
	uint16_t vendor, device;
	uint16_t subsystem;
};

/* Registers of a device: a region of memory or of I/O ports. */
struct pci_region {
	phys_t base;
	bool ports;
};

typedef bool pci_match(const struct pci_device *device, const void *argument);

/* The first device that match accepts, of all in the order of bus, device and
 * function.  False: there is none. */
bool pci_find(struct pci_device *found, pci_match *match, const void *argument);

/* Configuration space; offset is aligned to the width. */
uint8_t pci_read8(const struct pci_device *device, unsigned offset);
uint16_t pci_read16(const struct pci_device *device, unsigned offset);
uint32_t pci_read32(const struct pci_device *device, unsigned offset);
void pci_write16(const struct pci_device *device, unsigned offset,
		 uint16_t value);

/* Offset of the next capability of that kind past another (0: the first); 0 if
 * there is none. */
unsigned pci_capability(const struct pci_device *device, uint8_t id,
			unsigned after);

/* Base address register 0 to 5.  False: not there, or not placed. */
bool pci_region(const struct pci_device *device, unsigned index,
		struct pci_region *region);

/* Let the device answer, at addresses that it is given if it has none, and be a
 * bus master, its line interrupt off. */
void pci_enable(const struct pci_device *device);

/* Route the device's interrupts to handler: its first message-signalled vector
 * if it has MSI-X (true), else its line (false; handler may then be called for
 * others' interrupts, and must make the device take its own back). */
bool pci_interrupt(const struct pci_device *device, irq_handler *handler,
		   void *argument);

#endif
